// Too many people at once: the page comes back by itself when it may be its turn, and sends again what was to be sent.

const box = document.querySelector("[data-crowded]");
const form = box.querySelector("form");
const returned = performance.getEntriesByType("navigation")[0]?.type === "back_forward";

// Whoever goes back to this page decides themselves.
if (!returned) {
  setTimeout(() => (form ? form.requestSubmit() : location.reload()), Number(box.dataset.crowded) * 1000 + Math.random() * 500);
}
