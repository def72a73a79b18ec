// Bringing questions: a file can be dropped, and pasted text keeps the looks by which Word marks keys. What it would give is
// read by the server while it is pasted. Without this module the same forms work with their buttons.

const LIVE_AFTER = 600;
const MOST_LIVE = 400_000;

const form = document.querySelector("form[data-drop]");
if (form) {
  const input = form.elements.file;
  const large = document.getElementById("e-large");
  const check = () => {
    const isLarge = [...input.files].some((file) => file.size > Number(input.dataset.most));
    large.hidden = !isLarge;
    return !isLarge;
  };
  input.addEventListener("change", check);
  form.addEventListener("submit", (event) => {
    if (check()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    input.focus();
  });
  form.querySelector(".drop-hint").hidden = false;
  // A file let go beside the field is meant for it too; the browser would open it and leave the page.
  let inside = 0;
  const hasFile = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  document.addEventListener("dragenter", (event) => {
    if (!hasFile(event)) return;
    inside += 1;
    form.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!hasFile(event)) return;
    inside -= 1;
    if (inside <= 0) form.classList.remove("is-over");
  });
  document.addEventListener("dragover", (event) => {
    if (hasFile(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    inside = 0;
    form.classList.remove("is-over");
    input.files = event.dataTransfer.files;
    if (check()) form.requestSubmit();
  });
}

// What a question's looks need, and nothing that acts.
const KEPT = new Set(["P", "DIV", "BR", "B", "STRONG", "I", "EM", "U", "INS", "MARK", "SPAN", "FONT", "UL", "OL", "LI", "TABLE", "TBODY", "THEAD", "TR", "TD", "TH", "H1", "H2", "H3", "H4", "H5", "H6", "SUP", "SUB"]);
const GONE = new Set(["SCRIPT", "STYLE", "HEAD", "TITLE", "IFRAME", "OBJECT", "TEMPLATE", "NOSCRIPT", "SVG"]);
const LOOKS = ["font-weight", "font-style", "text-decoration", "text-decoration-line", "color", "background", "background-color", "list-style-type"];

/** A page of others, parsed. Its looks and handlers are set aside first: our own policy would drop the looks and report both. */
function foreign(html) {
  const aside = html.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/([\s"'])style\s*=/gi, "$1data-look=").replace(/([\s"'])on[a-z]+\s*=/gi, "$1data-on="));
  return new DOMParser().parseFromString(aside, "text/html").body;
}

/** The same words and looks as new nodes, built one by one; nothing of the source is taken over unseen. */
function cleaned(node, into) {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) {
      into.append(document.createTextNode(child.data));
    } else if (child.nodeType === Node.ELEMENT_NODE && !GONE.has(child.tagName.toUpperCase())) {
      const name = child.tagName.toUpperCase();
      if (!KEPT.has(name)) {
        cleaned(child, into);
        continue;
      }
      const made = document.createElement(name);
      const look = document.createElement("span").style;
      look.cssText = child.dataset?.look ?? "";
      for (const property of LOOKS) {
        const value = look.getPropertyValue(property);
        if (value) made.style.setProperty(property, value);
      }
      if (name === "FONT" && child.color) made.style.color = child.color;
      if (name === "OL") {
        if (child.getAttribute("type")) made.setAttribute("type", child.getAttribute("type"));
        if (child.start > 1) made.start = child.start;
      }
      cleaned(child, made);
      into.append(made);
    }
  }
  return into;
}

const paste = document.querySelector("form[data-paste]");
if (paste) {
  const area = paste.elements.text;
  const box = document.createElement("div");
  box.className = "paste-box";
  box.contentEditable = "true";
  box.setAttribute("role", "textbox");
  box.setAttribute("aria-multiline", "true");
  box.setAttribute("aria-labelledby", "l-text");
  box.setAttribute("aria-describedby", area.getAttribute("aria-describedby"));
  if (area.getAttribute("aria-invalid")) box.setAttribute("aria-invalid", "true");
  const parsed = (html) => cleaned(foreign(html), document.createDocumentFragment());
  const lines = (text) => {
    const out = document.createDocumentFragment();
    for (const line of text.split(/\r?\n/)) {
      const made = document.createElement("div");
      made.append(line === "" ? document.createElement("br") : document.createTextNode(line));
      out.append(made);
    }
    return out;
  };
  if (paste.elements.html.value) box.append(parsed(paste.elements.html.value));
  else if (area.value.trim()) box.append(lines(area.value.trim()));
  area.after(box);
  area.hidden = true;
  area.id = "";
  box.id = "f-text";
  document.getElementById("l-text").addEventListener("click", () => box.focus());

  const hasLooks = () => box.querySelector("b,strong,u,ins,mark,font,ul,ol,table,[style]") !== null;
  const put = () => {
    paste.elements.html.value = hasLooks() ? box.innerHTML : "";
    area.value = box.innerText;
  };

  const live = document.querySelector("[data-live]");
  let timer = 0;
  let running = null;
  const look = async () => {
    put();
    running?.abort();
    if (!area.value.trim() || paste.elements.html.value.length > MOST_LIVE) {
      live.hidden = true;
      return;
    }
    running = new AbortController();
    try {
      const answer = await fetch(paste.dataset.paste, { method: "POST", body: new FormData(paste), signal: running.signal });
      if (!answer.ok) throw new Error(String(answer.status));
      // Our own template, every text in it escaped.
      live.innerHTML = await answer.text();
      live.hidden = false;
    } catch (error) {
      if (error.name === "AbortError") return;
      live.textContent = live.dataset.failed;
      live.hidden = false;
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, LIVE_AFTER);
  };
  box.addEventListener("input", soon);
  box.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html");
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!html && !text) return;
    event.preventDefault();
    const made = html ? parsed(html) : lines(text);
    const selection = getSelection();
    if (selection.rangeCount && box.contains(selection.anchorNode)) {
      const range = selection.getRangeAt(0);
      range.deleteContents();
      range.insertNode(made);
      range.collapse(false);
    } else {
      box.append(made);
    }
    soon();
  });
  paste.addEventListener("submit", put, { capture: true });
  if (box.textContent.trim()) soon();
}
