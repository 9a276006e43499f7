// What every page is held to: axe, and a window of 320 pixels.
import { AxeBuilder } from '@axe-core/playwright'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

// What axe finds on a page. Only what it finds is worked out in full: that halves its time. No
// page has a frame, so that it needs no second page to put its parts together.
export async function axe(page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(RULES)
    .options({ rules: { 'target-size': { enabled: true } }, resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n  ')}`)
}

// How a page is wider than its window, if it is.
export async function sideways(page) {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement
    if (scrollWidth <= clientWidth) return []
    const wide = [...document.querySelectorAll('main *, header *, footer *')]
      .filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
      .filter((one) => !one.closest('[tabindex="0"]'))
      .map((one) => `${one.tagName}.${one.getAttribute('class')}`)
    return [`is ${scrollWidth} wide in ${clientWidth}: ${wide.slice(0, 5)}`]
  })
}
