// Betters what works without it. Nothing is kept in the browser, since machines are shared.
import { SkipLink } from './govuk/components/skip-link/skip-link.mjs'

const every = (selector, then) => document.querySelectorAll(selector).forEach(then)
const clock = () => new Date().toTimeString().slice(0, 5)
const TOKEN = 'form-token'

// The mark that govuk-frontend's components ask for.
document.body.classList.add('govuk-frontend-supported')
every('[data-module="govuk-skip-link"]', link => new SkipLink(link))
every('[data-module="govuk-error-summary"]', problems)
every('form[data-draft]', keepDraft)
every('form:not([method="get"])', sendOnce)
every('[data-at-most]', count)
every('[data-shows]', showPassword)
every('[data-likely]', suggest)
every('dialog[data-ends-in]', warnOfEnd)
every('[data-exit]', leaveAtOnce)
every('form[data-passkey]', async form => (await import('./passkey.mjs')).passkey(form))

// The focus goes to what is wrong; a link of it to the input, whose question is seen too.
function problems (summary) {
  summary.tabIndex = -1
  summary.focus()
  summary.addEventListener('click', event => {
    const id = event.target.closest('a')?.hash.slice(1)
    const input = id && document.getElementById(id)
    if (!input) return
    event.preventDefault()
    const question = input.closest('fieldset')?.querySelector('legend') ??
      document.querySelector(`label[for="${CSS.escape(id)}"]`)
    question?.scrollIntoView()
    input.focus({ preventScroll: true })
  })
}

// A second press does not send a form again; coming back to the page makes it ready again.
function sendOnce (form) {
  let sent = false
  const mark = on => {
    sent = on
    form.querySelectorAll('[data-prevent-double-click]').forEach(button =>
      on ? button.setAttribute('aria-disabled', 'true') : button.removeAttribute('aria-disabled'))
  }
  form.addEventListener('submit', event => {
    if (sent) return event.preventDefault()
    // After the form's own data is gathered, the pressed button's value among it.
    setTimeout(() => { if (!event.defaultPrevented) mark(true) })
  })
  window.addEventListener('pageshow', () => mark(false))
}

// Keeps what is typed on the server, and says honestly whether it is kept.
function keepDraft (form) {
  const line = form.querySelector('[role="status"].waymark-form__draft')
  let timer, kept, busy, leaving
  const typed = () => {
    const body = new URLSearchParams(new FormData(form))
    form.querySelectorAll('input[type="password"]').forEach(input => body.delete(input.name))
    return body.toString()
  }
  const say = (words, failed = false) => {
    if (line.textContent !== words) line.textContent = words
    line.classList.toggle('waymark-form__draft--failed', failed)
  }
  const later = seconds => { clearTimeout(timer); timer = setTimeout(keep, seconds * 1000) }
  const keep = async () => {
    const body = typed()
    if (leaving || body === kept) return
    if (busy) return later(1)
    busy = true
    try {
      const answer = await fetch(form.dataset.draft, {
        method: 'POST', body: new URLSearchParams(body), redirect: 'error', signal: AbortSignal.timeout?.(15000)
      })
      if (answer.ok) {
        kept = body
        say(`Draft saved at ${clock()}`)
      } else if (answer.status === 401 || answer.status === 403) {
        say('Draft not saved: you are signed out. Sign in in another tab, then go on here', true)
        later(30)
      } else if (answer.status === 413) {
        say('Draft not saved: it is too long. Shorten it, or send the form now', true)
      } else {
        say('Draft not saved: the server did not take it. It is tried again in half a minute', true)
        later(30)
      }
    } catch {
      say('Draft not saved: no connection. It is tried again in half a minute', true)
      later(30)
    } finally {
      busy = false
    }
  }
  kept = typed()
  form.addEventListener('input', () => {
    if (line.textContent.startsWith('Draft saved')) say('Changes not saved yet')
    later(2)
  })
  form.addEventListener('submit', event => setTimeout(() => {
    if (event.defaultPrevented) return
    leaving = true
    clearTimeout(timer)
  }))
  window.addEventListener('pageshow', () => { leaving = false })
  document.addEventListener('visibilitychange', () => { if (document.hidden) keep() })
}

// How many characters are left: seen at once, said when the typing pauses.
function count (line) {
  const input = document.getElementById(line.id.replace(/-info$/, ''))
  const most = Number(line.dataset.atMost)
  const said = document.createElement('div')
  said.className = 'govuk-visually-hidden'
  said.setAttribute('role', 'status')
  line.after(said)
  let timer
  const tell = () => {
    const left = most - [...input.value.trim()].length
    const many = Math.abs(left).toLocaleString('en-GB')
    const words = `You have ${many} character${many === '1' ? '' : 's'} ${left < 0 ? 'too many' : 'left'}`
    line.textContent = words
    line.classList.toggle('govuk-error-message', left < 0)
    return words
  }
  input.addEventListener('input', () => {
    const words = tell()
    clearTimeout(timer)
    timer = setTimeout(() => { said.textContent = words }, 1000)
  })
  if (input.value) tell()
}

function showPassword (button) {
  const input = document.getElementById(button.dataset.shows)
  const show = shown => {
    input.type = shown ? 'text' : 'password'
    button.textContent = shown ? 'Hide' : 'Show'
    button.setAttribute('aria-label', shown ? 'Hide password' : 'Show password')
  }
  button.hidden = false
  button.addEventListener('click', () => show(input.type === 'password'))
  // A browser remembers what was typed in a field of text.
  input.form?.addEventListener('submit', () => show(false))
}

// Fetches a fragment of this server's into a polite live region while fields are filled in.
function suggest (region) {
  const form = region.closest('form')
  const names = region.dataset.from.split(' ')
  let timer, last = 0
  form.addEventListener('input', event => {
    if (!names.includes(event.target.name)) return
    clearTimeout(timer)
    timer = setTimeout(async () => {
      const mine = ++last
      const body = new URLSearchParams()
      for (const name of [TOKEN, ...names]) {
        new FormData(form).getAll(name).forEach(value => body.append(name, value))
      }
      try {
        const answer = await fetch(region.dataset.likely, { method: 'POST', body, redirect: 'error' })
        // An older answer does not replace a newer one.
        if (mine !== last || !answer.ok) return
        const fragment = new DOMParser().parseFromString(await answer.text(), 'text/html')
        region.replaceChildren(...fragment.body.childNodes)
      } catch { /* The list is looked through once more when the form is sent. */ }
    }, 600)
  })
}

// Warns before the session ends; Escape and the button keep it. What is being typed when it ends
// is sent, and kept by the server for the same person.
function warnOfEnd (dialog) {
  const { stay, token, warnBefore } = dialog.dataset
  const remaining = dialog.querySelector('[data-remaining]')
  const said = dialog.querySelector('[data-said]')
  let end, timer, told, typing
  const later = (then, seconds) => { clearTimeout(timer); timer = setTimeout(then, seconds * 1000) }
  const begin = seconds => { end = Date.now() + seconds * 1000; told = null; tick() }
  const tick = () => {
    const left = Math.ceil((end - Date.now()) / 1000)
    if (left < 0) return over()
    if (left > warnBefore) return later(tick, Math.min(left - warnBefore, 30))
    const minutes = Math.ceil(left / 60)
    const words = left > 60 ? `in ${minutes} minutes` : `in ${left} second${left === 1 ? '' : 's'}`
    remaining.textContent = words
    const step = left > 60 ? minutes : left > 20 ? 1 : 0
    if (step !== told && dialog.open) said.textContent = `You will be signed out ${words}`
    told = step
    if (!dialog.open) dialog.showModal()
    later(tick, 1)
  }
  // Whether it goes on: another tab may have kept it. To ask is no use of it.
  const ask = async post => {
    const answer = await fetch(stay, { redirect: 'manual', ...post })
    const seconds = Number(answer.headers.get('Session-Ends-In'))
    if (answer.status === 401 || answer.type === 'opaqueredirect') return ended()
    if (!answer.ok) throw answer
    dialog.close()
    begin(seconds)
  }
  const fail = (why, then) => { said.textContent = remaining.textContent = why; later(then, 5) }
  const keep = () => ask({ method: 'POST', body: new URLSearchParams({ [TOKEN]: token }) })
    .catch(() => fail('soon: the server does not answer', tick))
  const over = () => ask().catch(() => fail('when the server answers', over))
  const ended = () => {
    if (typing?.method !== 'post' || !typing.isConnected) return location.assign(location.pathname + location.search)
    typing.querySelectorAll('[type="password"]').forEach(input => { input.disabled = true })
    HTMLFormElement.prototype.submit.call(typing)
  }
  document.addEventListener('input', event => { typing = event.target.form ?? typing })
  dialog.querySelector('[data-stays]').addEventListener('click', keep)
  dialog.addEventListener('cancel', keep)
  begin(Number(dialog.dataset.endsIn))
}

// Leaves at once, by the button or three presses of Shift within five seconds.
function leaveAtOnce (link) {
  const said = document.querySelector('[data-exit-said]')
  let presses = 0, timer
  const leave = () => {
    document.body.classList.add('waymark-gone')
    document.title = 'Loading'
    location.replace(link.href)
  }
  link.addEventListener('click', event => { event.preventDefault(); leave() })
  document.addEventListener('keyup', event => {
    clearTimeout(timer)
    presses = event.key === 'Shift' ? presses + 1 : 0
    if (presses === 3) return leave()
    timer = setTimeout(() => { presses = 0; said.textContent = '' }, 5000)
    said.textContent = presses === 2 ? 'Press Shift once more to exit' : ''
  })
}
