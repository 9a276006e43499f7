// What every page is held to: axe, a window of 320 pixels, and a keyboard alone.
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

// The controls that a keyboard does not reach, or at which it does not see where it is.
export async function keyboard(page) {
  const many = await page.evaluate(() => {
    document.activeElement?.blur()
    getSelection().setPosition(document.body, 0)
    const all = document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')
    const reached = [...all].filter((one) =>
      !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0 && one.checkVisibility({ visibilityProperty: true }))
    // Of radios of one name the keyboard comes to one, and goes on with the arrows.
    const names = new Set()
    window.unreached = new Set(reached.filter((one) => {
      if (one.type !== 'radio') return true
      const name = `${[...document.forms].indexOf(one.form)} ${one.name}`
      return !names.has(name) && names.add(name)
    }))
    window.unseen = []
    return window.unreached.size
  })
  for (let press = 0; press < many + 2; press += 1) {
    await page.keyboard.press('Tab')
    const done = await page.evaluate(() => {
      const one = document.activeElement
      if (!one || one === document.body) return window.unreached.size === 0
      for (const other of window.unreached) {
        if (other === one || (one.type === 'radio' && other.type === 'radio' && other.name === one.name && other.form === one.form)) {
          window.unreached.delete(other)
        }
      }
      const { outlineStyle, boxShadow, backgroundColor } = getComputedStyle(one)
      const label = one.nextElementSibling && getComputedStyle(one.nextElementSibling, '::before').boxShadow
      const seen = outlineStyle !== 'none' || boxShadow !== 'none' ||
        backgroundColor === 'rgb(224, 165, 38)' || (label && label !== 'none')
      if (!seen) window.unseen.push(one.outerHTML.slice(0, 120))
      return window.unreached.size === 0
    })
    if (done) break
  }
  return page.evaluate(() => {
    document.activeElement?.blur()
    window.scrollTo(0, 0)
    const left = [...window.unreached].map((one) => `no keyboard reaches ${one.outerHTML.slice(0, 120)}`)
    return left.concat(window.unseen.map((one) => `the focus is not seen at ${one}`))
  })
}
