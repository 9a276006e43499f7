// Betters what works without it: nothing on a page depends on this module.
import { SkipLink } from './govuk/components/skip-link/skip-link.mjs'

// govuk-frontend's components ask for this mark of a browser that can run them.
document.body.classList.add('govuk-frontend-supported')

for (const link of document.querySelectorAll('[data-module="govuk-skip-link"]')) {
  new SkipLink(link)
}
