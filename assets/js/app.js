// What every page shares: small helps on top of pages that work without them.

const each = (selector, act) => document.querySelectorAll(selector).forEach(act);

// Focus goes to the error summary; its links go to the field itself.
const summary = document.querySelector("[data-focus]");
if (summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    (field.closest(".field") ?? field).scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}

// Passwords can be shown while they are typed.
each("[data-reveal]", (button) => {
  const input = document.getElementById(button.dataset.reveal);
  const show = (on) => {
    input.type = on ? "text" : "password";
    button.textContent = on ? button.dataset.hide : button.dataset.show;
    button.setAttribute("aria-pressed", on);
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
});

// The theme changes at once; the server remembers it.
each("[data-theme-switch]", (form) => {
  form.addEventListener("submit", (event) => {
    const chosen = event.submitter;
    if (!chosen) return;
    event.preventDefault();
    document.documentElement.dataset.theme = chosen.value;
    const scheme = document.querySelector("meta[name='color-scheme']");
    if (scheme) scheme.content = chosen.value === "auto" ? "light dark" : chosen.value;
    form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", button === chosen));
    const body = new URLSearchParams(new FormData(form));
    body.set(chosen.name, chosen.value);
    fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => {});
  });
});

// The menu on phones closes on Escape and on a touch elsewhere.
each("details[data-menu]", (menu) => {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

// Questions inside a lesson: the verdict comes with the choice, in words and shape.
each("[data-self-check]", (check) => {
  const verdict = check.querySelector(".verdict");
  const answer = check.querySelector("details.answer");
  check.addEventListener("change", (event) => {
    const input = event.target;
    if (input.dataset.right === undefined) return;
    const right = input.dataset.right === "1";
    check.querySelectorAll(".opt").forEach((opt) => opt.classList.remove("is-right", "is-wrong"));
    input.closest(".opt").classList.add(right ? "is-right" : "is-wrong");
    if (verdict) {
      verdict.textContent = right ? verdict.dataset.rightText : verdict.dataset.wrongText;
      verdict.classList.toggle("right", right);
      verdict.classList.toggle("wrong", !right);
    }
    if (answer && right) answer.open = true;
  });
});

// A question before something that cannot be undone: <form data-confirm="…" data-confirm-yes="…" data-confirm-no="…">.
const ask = (form, submitter) => {
  const dialog = document.createElement("dialog");
  const text = document.createElement("p");
  text.id = "confirm-text";
  text.textContent = form.dataset.confirm;
  const row = document.createElement("div");
  row.className = "actions";
  const button = (label, className, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    made.textContent = label;
    made.addEventListener("click", act);
    row.append(made);
    return made;
  };
  button(form.dataset.confirmYes ?? submitter?.textContent ?? "OK", submitter?.className || "btn", () => {
    dialog.close();
    form.dataset.confirmed = "1";
    form.requestSubmit(submitter ?? undefined);
  });
  const no = button(form.dataset.confirmNo ?? "×", "btn quiet", () => dialog.close());
  dialog.setAttribute("aria-labelledby", text.id);
  dialog.append(text, row);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.confirm && !form.dataset.confirmed && "HTMLDialogElement" in window) {
    event.preventDefault();
    ask(form, event.submitter);
    return;
  }
  delete form.dataset.confirmed;
  // One press is enough: <form data-once>.
  if (form.dataset.once === undefined) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  form.querySelectorAll("button").forEach((button) => button.setAttribute("aria-disabled", "true"));
});

// Coming back by the browser's back button finds the forms usable again.
window.addEventListener("pageshow", () => {
  each("form[data-sent]", (form) => {
    delete form.dataset.sent;
    form.querySelectorAll("button").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

// A table in a text that is too wide scrolls, also by keyboard.
each(".prose > table", (table) => {
  if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;
});
