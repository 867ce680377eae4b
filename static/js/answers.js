// What a form was answered with is found again at the address of a page: Back and a reload ask for
// that page, where a browser would ask whether to send the form once more.
const { standsAt } = document.documentElement.dataset;
if (standsAt) history.replaceState(history.state, "", standsAt);

// A page that a browser kept whole shows a cart, and prices, as they were when it was left.
addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
