// Warns before a session ends, and leaves the page when it has: nothing of a child stays on screen.
// Without scripts the page for signing in tells what happened; here it is said in time.

const SOON = 2000 // the page itself comes first

export function watchSession () {
  const form = document.querySelector('form[action="/sign-out"]')
  if (!form || !window.HTMLDialogElement) return
  const csrf = form.elements.csrf.value
  const dialog = makeDialog(form)
  let waiting

  const lookIn = milliseconds => {
    clearTimeout(waiting)
    waiting = setTimeout(look, Math.max(milliseconds, SOON))
  }

  async function ask (how) {
    try {
      const answer = await fetch('/session', { cache: 'no-store', ...how })
      return answer.ok ? await answer.json() : null
    } catch {
      return null // the network is away: ask again later
    }
  }

  async function look () {
    const session = await ask({})
    if (!session) return lookIn(60000)
    follow(session)
  }

  function follow (session) {
    if (session.left <= 0) return leave()
    if (session.left > session.warn) {
      if (dialog.open) dialog.close()
      return lookIn((session.left - session.warn) * 1000)
    }
    warn(session)
    lookIn(session.left * 1000)
  }

  function warn ({ left, may_stay: mayStay }) {
    if (dialog.open) return
    const at = new Date(Date.now() + left * 1000)
    const clock = at.toLocaleTimeString('en-GB', { hour: 'numeric', minute: '2-digit', timeZone: 'Europe/London' })
    dialog.querySelector('#ending-says').textContent = mayStay
      ? `You have done nothing for a while. You will be signed out at ${clock}.`
      : `You have been signed in for as long as one may be. You will be signed out at ${clock}: send what you have written, and sign in again.`
    dialog.querySelector('[data-stay]').textContent = mayStay ? 'Stay signed in' : 'Go on until then'
    dialog.showModal()
  }

  function leave () {
    window.location.assign('/sign-in?next=' + encodeURIComponent(window.location.pathname))
  }

  dialog.addEventListener('close', async () => {
    const session = await ask({ method: 'POST', headers: { 'x-csrf': csrf } })
    if (!session) return lookIn(60000)
    // At the very end of a day's session there is nothing to prolong: said once is enough.
    if (session.left > 0 && !session.may_stay) return lookIn(session.left * 1000)
    follow(session)
  })
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) lookIn(0)
  })
  lookIn(0)
}

function makeDialog (signOut) {
  const dialog = document.createElement('dialog')
  dialog.className = 'app-ending'
  dialog.setAttribute('role', 'alertdialog')
  dialog.setAttribute('aria-labelledby', 'ending-title')
  dialog.setAttribute('aria-describedby', 'ending-says')
  const title = document.createElement('h2')
  title.className = 'govuk-heading-m'
  title.id = 'ending-title'
  title.textContent = 'You are about to be signed out'
  const says = document.createElement('p')
  says.className = 'govuk-body'
  says.id = 'ending-says'
  const buttons = document.createElement('div')
  buttons.className = 'govuk-button-group'
  const stay = button('Stay signed in', 'govuk-button')
  stay.dataset.stay = ''
  stay.addEventListener('click', () => dialog.close())
  const go = button('Sign out', 'govuk-button govuk-button--secondary')
  go.addEventListener('click', () => signOut.submit())
  buttons.append(stay, go)
  dialog.append(title, says, buttons)
  document.body.append(dialog)
  return dialog
}

function button (words, classes) {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = classes
  made.textContent = words
  return made
}
