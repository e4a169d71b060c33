// @ts-check
/** A form is not submitted twice, and looks busy meanwhile. */

/**
 * @param {SubmitEvent} event
 * @returns {boolean} whether it is submitted
 */
export function sendOnce(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.ariaBusy === 'true') {
    event.preventDefault();
    return false;
  }
  form.ariaBusy = 'true';
  // The back button brings back a usable form.
  addEventListener('pageshow', () => (form.ariaBusy = null), { once: true });
  return true;
}
