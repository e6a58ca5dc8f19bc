// Improves what works already: the GOV.UK and MoJ components on the page.
import { initAll as govuk } from './govuk-frontend.min.js'
import { initAll as moj } from './moj-frontend.min.js'
import { watchSession } from './session.js'
import { keepTyped } from './unsaved.js'

govuk()
moj()
watchSession()
keepTyped()
