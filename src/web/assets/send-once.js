// @ts-check
/** A form that is on its way is not sent again, and looks like it. */

/**
 * @param {SubmitEvent} event
 * @returns {boolean} whether it is sent
 */
export function sendOnce(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.ariaBusy === 'true') {
    event.preventDefault();
    return false;
  }
  form.ariaBusy = 'true';
  // A page that comes back by the back button can be used again.
  addEventListener('pageshow', () => (form.ariaBusy = null), { once: true });
  return true;
}
