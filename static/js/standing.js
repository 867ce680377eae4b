// A part that is drawn anew in the background never replaces what a person stands on.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.contains(document.activeElement)) event.detail.shouldSwap = false;
});

// An answer to what was asked for before a person typed on would put their words back. It is left
// out, and what they leave standing is asked for when they are done.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  const field = document.activeElement;
  if (!field.form || !target.contains(field)) return;
  const says = (of) => of.getAll(field.name).join("\n");
  if (says(new FormData(field.form)) === says(requestConfig.formData)) return;
  event.detail.shouldSwap = false;
  const ask = () => field.form?.matches(".htmx-request") || htmx.trigger(field, "change");
  field.addEventListener("blur", ask, { once: true });
});
