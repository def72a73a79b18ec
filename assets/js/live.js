// Keeps a page of figures fresh by server-sent events: each brings the parts that change, [data-live], anew.
// Without this script the page is whole; its link loads it again.

const bar = document.querySelector("[data-live-stream]");
const state = bar.querySelector("[data-live-state]");
const pause = bar.querySelector("[data-live-pause]");
const words = { stop: pause.textContent, go: pause.dataset.textGo };
let source;

const say = (kind, text) => {
  if (state.textContent === text) return;
  state.className = `chip ${kind}`;
  state.textContent = text;
  state.hidden = false;
};

const put = (html) => {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const news = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    // Left alone while nothing changes, so that a marked text or a reader's place in it stays.
    if (news && news.innerHTML !== part.innerHTML) part.replaceChildren(...news.childNodes);
  }
};

const start = () => {
  source = new EventSource(bar.dataset.liveStream);
  source.addEventListener("open", () => say("ok", bar.dataset.textOn));
  source.addEventListener("live", (event) => put(event.data));
  source.addEventListener("error", () => {
    say("warn", bar.dataset.textLost);
    // The browser tries again by itself unless it was refused; then a little later, not all at once.
    if (source?.readyState === EventSource.CLOSED) {
      source = undefined;
      setTimeout(() => pause.ariaPressed === "true" || source || start(), 15_000 + Math.random() * 5_000);
    }
  });
};

const stop = () => {
  source?.close();
  source = undefined;
};

pause.hidden = false;
pause.ariaPressed = "false";
pause.addEventListener("click", () => {
  const isPaused = pause.ariaPressed !== "true";
  pause.ariaPressed = String(isPaused);
  pause.textContent = isPaused ? words.go : words.stop;
  if (isPaused) {
    stop();
    say("", bar.dataset.textPaused);
  } else start();
});
// A page that is put away holds no seat.
addEventListener("pagehide", stop);
addEventListener("pageshow", (event) => event.persisted && pause.ariaPressed !== "true" && start());
start();
