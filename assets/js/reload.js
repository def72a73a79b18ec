// A page that waits for something loads itself again after a while.

const waiting = document.querySelector("[data-reload-after]");
if (waiting) setTimeout(() => location.reload(), Number(waiting.dataset.reloadAfter));
