// Focus and scroll on a new page, typing kept, groups and mistakes tied to their fields, printing.

function isConnected() {
  return document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState === "CONNECTED";
}

// A connection that broke while a part of the page was loading leaves a hole with an error in it.
// All answers are stored: loading the page again mends it and loses nothing.
function loadWhatIsMissing() {
  if (!isConnected() || !document.querySelector("[data-testid=stErrorElementStack]")) return;
  const last = Number(sessionStorage.getItem("loaded-again") ?? 0);
  if (Date.now() - last < 10000) return;
  sessionStorage.setItem("loaded-again", String(Date.now()));
  location.reload();
}

// While the server is away, Streamlit says so in its own English words: ours are said in their place.
function sayAway(words) {
  const dialog = !isConnected() && document.querySelector("[role=dialog]");
  const title = dialog && dialog.querySelector("h2");
  if (!title || !words || title.textContent === words.title) return;
  title.textContent = words.title;
  const text = title.nextElementSibling?.querySelector("div") ?? title.nextElementSibling;
  if (text) text.textContent = words.text;
}

// What Streamlit's widgets can't say themselves: which label a group of ticks has, and what is wrong with a field.
function decorate() {
  for (const question of document.querySelectorAll("[class*='st-key-question-']")) {
    const label = question.querySelector(".ask");
    if (label && !question.querySelector("[role=radiogroup]") && !question.hasAttribute("role")) {
      label.id ||= "label-" + [...question.classList].find((name) => name.startsWith("st-key-"));
      question.setAttribute("role", "group");
      question.setAttribute("aria-labelledby", label.id);
    }
    const mistake = question.querySelector(".mistake");
    if (mistake) mistake.id ||= "mistake-" + [...question.classList].find((name) => name.startsWith("st-key-"));
    for (const field of question.querySelectorAll("input, textarea")) {
      if (field.type !== "radio" && field.type !== "checkbox") field.setAttribute("aria-invalid", mistake ? "true" : "false");
      if (mistake) field.setAttribute("aria-describedby", mistake.id);
      else field.removeAttribute("aria-describedby");
    }
    for (const field of question.querySelectorAll("[class*='-number'] input, [class*='st-key-date-'] input")) {
      field.inputMode = field.closest("[class*='st-key-date-']") ? "numeric" : "decimal";
    }
  }
  // A label is Markdown, with our backslashes before its signs; as a spoken name it must not have them.
  for (const named of document.querySelectorAll("[class*='st-key-answer-'] [aria-label*='\\\\']")) {
    named.setAttribute("aria-label", named.getAttribute("aria-label").replace(/\\([^\sa-zA-Z0-9])/g, "$1"));
  }
  // "Change" alone says too little where many stand on one page.
  for (const head of document.querySelectorAll("[class*='st-key-check-head-']")) {
    const title = head.querySelector("h2")?.textContent;
    const button = head.querySelector("button");
    const words = button?.querySelector("[data-testid=stMarkdownContainer]")?.textContent;
    if (words) button.setAttribute("aria-label", words + ": " + title);
  }
}

export default function (component) {
  const { data } = component;
  const state = (window.__screening ??= { page: null, timers: new WeakMap(), listening: false });
  state.away = { title: data.away_title, text: data.away_text };
  document.documentElement.lang = data.language;
  document.documentElement.dir = data.direction;
  if (!state.listening) {
    state.listening = true;
    let waiting;
    new MutationObserver(() => {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        loadWhatIsMissing();
        decorate();
        sayAway(state.away);
      }, 60);
    }).observe(document.body, { childList: true, subtree: true });
    // Text that is typed and not left is otherwise lost on the browser's Back.
    document.addEventListener("input", (event) => {
      const field = event.target;
      if (!field.matches?.("input[type=text], textarea")) return;
      clearTimeout(state.timers.get(field));
      state.timers.set(field, setTimeout(
        () => field.dispatchEvent(new FocusEvent("focusout", { bubbles: true })), 700));
    });
    document.addEventListener("click", (event) => {
      const target = event.target.closest?.("[data-print], a[href^='#answer-']");
      if (!target) return;
      event.preventDefault();
      if (target.matches("[data-print]")) return window.print();
      const field = document.querySelector("[class*='st-key-" + target.hash.slice(1) + "']");
      const widget = field?.querySelector("input, textarea, button");
      (widget ?? field)?.focus();
      (field ?? widget)?.scrollIntoView({ block: "center" });
    });
  }
  decorate();
  loadWhatIsMissing();
  if (state.page !== data.page) {
    state.page = data.page;
    const place = () => {
      const main = document.querySelector("[data-testid=stMain]") ?? document.scrollingElement;
      main?.scrollTo?.({ top: 0 });
      const target = document.querySelector(data.focus);
      if (!target) return false;
      target.setAttribute("tabindex", "-1");
      target.focus({ preventScroll: true });
      return true;
    };
    if (!place()) setTimeout(place, 150);
  }
}
