// The arrow keys walk through what is suggested while typing; Escape puts it away.
document.addEventListener("keydown", (event) => {
  const form = event.target.closest("form.search");
  if (!form || !["ArrowDown", "ArrowUp", "Escape"].includes(event.key)) return;
  const list = form.querySelector(".suggestions");
  const stops = [form.querySelector("input"), ...list.querySelectorAll("a")];
  if (event.key === "Escape") {
    list.replaceChildren();
    stops[0].focus();
    return;
  }
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = stops[stops.indexOf(event.target) + step];
  if (!next || stops.length === 1) return;
  event.preventDefault();
  next.focus();
});
