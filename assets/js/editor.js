// The editor of an item: rows change without a reload, the preview follows what is typed, and nothing unsaved is left by
// accident. Every part works without this module, by the buttons of the form.

const form = document.querySelector("form[data-editor]");

if (form) {
  const read = async (button) => {
    const body = new URLSearchParams(new FormData(form));
    body.set("do", button);
    const response = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } });
    return new DOMParser().parseFromString(await response.text(), "text/html");
  };

  // --- unsaved changes
  let dirty = form.dataset.dirty !== undefined;
  let leaving = false;
  window.addEventListener("beforeunload", (event) => {
    if (!dirty || leaving) return;
    event.preventDefault();
    event.returnValue = form.dataset.leave;
  });
  form.addEventListener("submit", () => (leaving = true));
  window.addEventListener("pageshow", () => (leaving = false));

  // --- the preview and the remarks follow
  let timer = 0;
  let turn = 0;
  const follow = async () => {
    const mine = ++turn;
    try {
      const panel = (await read("check")).getElementById("draft-panel");
      if (panel && mine === turn) document.getElementById("draft-panel").replaceChildren(...panel.childNodes);
    } catch {
      // Without network the form stays as it is; saving will tell.
    }
  };
  form.addEventListener("input", (event) => {
    if (event.target.dataset.filter) return;
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(follow, 700);
  });

  // --- rows are added, moved and taken away in place
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name='do']");
    if (!button || !/^(add|remove|up|down):/.test(button.value)) return;
    event.preventDefault();
    const [verb, kind, row] = button.value.split(":");
    try {
      const next = (await read(button.value)).querySelector(".draft-form");
      if (!next) throw new Error("no form came back");
      document.querySelector(".draft-form").replaceWith(next);
      ready();
      dirty = true;
      const fields = document.querySelectorAll(`[data-rows='${kind}'] .draft-row`);
      const at = { add: fields.length - 1, remove: Math.min(row, fields.length - 1), up: row - 1, down: Number(row) + 1 }[verb];
      fields[at]?.querySelector("textarea, input[type='text']")?.focus();
      follow();
    } catch {
      leaving = true;
      form.requestSubmit(button);
    }
  });

  // --- a long list of clauses is found by typing
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
  const ready = () => {
    form.querySelectorAll("[data-filter]").forEach((search) => {
      const select = document.getElementById(search.dataset.filter);
      search.hidden = false;
      search.addEventListener("input", () => {
        const words = fold(search.value).split(/\s+/).filter(Boolean);
        const fits = (option) => {
          const text = fold(`${option.textContent} ${option.value} ${option.parentElement.label ?? ""}`);
          return words.every((word) => text.includes(word));
        };
        for (const option of select.querySelectorAll("optgroup > option")) option.hidden = option.disabled = !option.selected && !fits(option);
        for (const group of select.querySelectorAll("optgroup")) group.hidden = !group.querySelector("option:not([hidden])");
        const found = [...select.querySelectorAll("optgroup > option:not([hidden])")].filter(fits);
        if (words.length && found.length === 1) {
          select.value = found[0].value;
          select.dispatchEvent(new Event("input", { bubbles: true }));
        }
      });
      // Enter in the search box chooses nothing and sends nothing.
      search.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), select.focus()));
    });
    form.querySelectorAll("[data-open-clause]").forEach((link) => {
      const select = document.getElementById(link.dataset.openClause);
      const follow = () => {
        const [source, clause] = select.value.split(":");
        link.href = clause ? `/can-cu/${encodeURIComponent(source)}#${encodeURIComponent(clause)}` : "/can-cu";
      };
      select.addEventListener("input", follow);
      follow();
    });
  };
  ready();
}
