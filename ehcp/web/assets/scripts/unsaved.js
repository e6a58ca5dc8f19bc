// Asks before a page is left on which something was typed and not sent.
export function keepTyped () {
  for (const form of document.querySelectorAll('form[data-unsaved]')) {
    let typed = false
    form.addEventListener('input', () => { typed = true })
    form.addEventListener('submit', () => { typed = false })
    window.addEventListener('beforeunload', event => {
      if (typed) event.preventDefault()
    })
  }
}
