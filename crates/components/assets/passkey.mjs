// Passkeys: asks the browser for one, and sends what it answers with the form of the page. Where a
// browser has none, or this does not run, the other ways are on the same page.
const bytes = text => Uint8Array.from(
  atob(text.replaceAll('-', '+').replaceAll('_', '/')), sign => sign.charCodeAt(0))
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

export function passkey (form) {
  const said = form.querySelector('[data-said]')
  if (!window.PublicKeyCredential) {
    said.textContent = 'This browser knows no passkeys: choose another way'
    return
  }
  const button = form.querySelector('button')
  button.hidden = false
  said.textContent = ''
  const makes = form.dataset.passkey === 'create'
  form.addEventListener('submit', async event => {
    const answer = form.elements.response
    if (answer.value) return
    event.preventDefault()
    said.textContent = 'Your browser asks you now'
    try {
      answer.value = JSON.stringify(await asked(makes, JSON.parse(form.dataset.options)))
      // A telephone that is old knows no other way to send the form as its reader would.
      button.click()
    } catch (fault) {
      said.textContent = fault.name === 'InvalidStateError'
        ? 'This passkey is added already'
        : 'It was not done. Try again, or choose another way'
    }
  })
}

// What the browser answers, as the standard writes it in JSON: not every browser does that itself.
async function asked (makes, options) {
  options.challenge = bytes(options.challenge)
  if (options.user) options.user.id = bytes(options.user.id)
  for (const list of [options.excludeCredentials, options.allowCredentials]) {
    list?.forEach(one => { one.id = bytes(one.id) })
  }
  const credential = await navigator.credentials[makes ? 'create' : 'get']({ publicKey: options })
  const { response } = credential
  const answer = { clientDataJSON: text(response.clientDataJSON) }
  if (makes) {
    answer.attestationObject = text(response.attestationObject)
    answer.transports = response.getTransports?.() ?? []
  } else {
    answer.authenticatorData = text(response.authenticatorData)
    answer.signature = text(response.signature)
    if (response.userHandle) answer.userHandle = text(response.userHandle)
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer
  }
}
