// The page reads and decides without this. It adds keys, and goes on without loading the whole page again.

const live = document.getElementById("live");
const help = document.getElementById("keys");
const narrow = matchMedia("(max-width: 60rem)");
const places = new Map(); // where each whole article was scrolled to
const opened = new Map(); // which folds the reader opened or closed
const drafts = new Map(); // notes that were begun and not yet sent with a decision
let armed = null; // "c" or "d": the next key completes a decision
let busy = false;
let looked = 0; // milliseconds for which the finding was in sight
let since = performance.now();

const work = () => document.getElementById("work");
const say = (words) => { live.textContent = ""; requestAnimationFrame(() => { live.textContent = words; }); };

// Time: only while the page is in sight.
const seconds = () => ((looked + (document.hidden ? 0 : performance.now() - since)) / 1000).toFixed(1);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) looked += performance.now() - since;
  since = performance.now();
});

// Asking the server. What it answers is a page of ours, escaped there; it is parsed, never written into the page as text.
async function ask(path, fields) {
  if (busy) return;
  busy = true;
  disarm();
  work().setAttribute("aria-busy", "true");
  try {
    const options = fields && { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(fields) };
    const response = await fetch(path, { ...options, credentials: "same-origin" });
    if (response.status === 401) throw new Error("This page is no longer signed in: open the address that the command printed. Nothing was written.");
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    const next = answer.getElementById("work");
    if (!next) throw new Error(answer.getElementById("trouble")?.querySelector("p")?.textContent ?? "The server gave no usable answer.");
    show(next, response.ok ? fields?.item : undefined);
  } catch (error) {
    trouble(error instanceof TypeError ? "The server does not answer. Nothing was written; what you typed is still here." : error.message);
  } finally {
    busy = false;
    work().removeAttribute("aria-busy");
  }
}

function show(next, decided) {
  const old = work();
  const same = old.dataset.item === next.dataset.item;
  keep(document.getElementById("note"), old.dataset.item);
  drafts.delete(decided);
  const focused = document.activeElement?.id;
  const listTop = document.querySelector(".lines")?.scrollTop ?? 0;
  old.replaceWith(document.adoptNode(next));
  const draft = drafts.get(next.dataset.item);
  if (draft !== undefined) document.getElementById("note").value = draft;
  if (!same) { looked = 0; since = performance.now(); }
  settle(listTop);
  focus(same ? focused : focused === "search" ? focused : null);
  if (!same) scrollTo({ top: narrow.matches ? document.getElementById("finding").offsetTop : Math.min(scrollY, next.offsetTop) });
  document.title = next.dataset.title;
  for (const query of document.querySelectorAll(".foot [name=query]")) query.value = next.dataset.url.slice(2);
  say([next.dataset.said, same ? "" : next.dataset.title].filter(Boolean).join(" "));
}

function keep(note, item) {
  if (note && note.value !== note.defaultValue) drafts.set(item, note.value);
  else drafts.delete(item);
}

function focus(id) {
  (id && document.getElementById(id) || document.getElementById("question"))?.focus({ preventScroll: true });
}

// After every change: folds as the reader left them, the current row in sight, articles at their place.
function settle(listTop) {
  const queue = document.getElementById("queue");
  if (queue) queue.open = opened.get("queue") ?? !narrow.matches;
  for (const id of ["more"]) {
    const fold = document.getElementById(id);
    if (fold && opened.has(id)) fold.open = opened.get(id);
  }
  const list = document.querySelector(".lines");
  const row = list?.querySelector("[aria-current]");
  if (row) {
    list.scrollTop = listTop;
    const top = row.offsetTop; // from the list, which is its offset parent
    if (top < list.scrollTop || top + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = top - list.clientHeight / 3;
  }
  for (const whole of document.querySelectorAll(".whole")) {
    const key = `${work().dataset.item} ${whole.dataset.place}`;
    const words = document.getElementById(whole.dataset.place);
    const start = words ? words.offsetTop - whole.clientHeight / 3 : 0;
    whole.scrollTop = places.get(key) ?? start;
    whole.addEventListener("scroll", () => places.set(key, whole.scrollTop), { passive: true });
  }
}

function trouble(words) {
  say(words);
  document.getElementById("trouble-toast")?.remove();
  const box = document.createElement("section");
  box.id = "trouble-toast";
  box.className = "toast trouble";
  box.setAttribute("aria-label", "What just happened");
  const line = document.createElement("p");
  line.textContent = words;
  box.append(line);
  work().prepend(box);
}

const part = (url) => `/part${new URL(url, location.href).search}`;

async function go(url) {
  if (busy) return;
  await ask(part(url));
  if (work().dataset.url !== location.pathname + location.search) history.pushState(null, "", work().dataset.url);
}

async function send(form, submitter) {
  const fields = Object.fromEntries(new FormData(form, submitter));
  if (fields.choice === "dismissed:other" && !fields.note.trim()) {
    const note = form.elements.note;
    const why = "Say why in the note, then dismiss again.";
    note.placeholder = why;
    note.setAttribute("aria-invalid", "true");
    note.focus();
    say(why);
    return;
  }
  if (form.action.endsWith("/decide")) fields.seconds = seconds();
  await ask(new URL(form.action).pathname, fields);
  if (work().dataset.url !== location.pathname + location.search) history.pushState(null, "", work().dataset.url);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-go]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
  event.preventDefault();
  go(link.href);
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-send]")) {
    event.preventDefault();
    send(form, event.submitter);
  } else if (form.matches("[data-filter]")) {
    event.preventDefault();
    go(`/?${new URLSearchParams([...new FormData(form)].filter(([, value]) => value))}`);
  }
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-filter]");
  if (form && event.target.type === "checkbox") form.requestSubmit();
});
document.addEventListener("toggle", (event) => {
  if (["queue", "more"].includes(event.target.id)) opened.set(event.target.id, event.target.open);
}, true);
addEventListener("popstate", () => ask(part(location.href)));

// Keys.
function arm(key) {
  disarm();
  armed = key;
  document.querySelector(`[data-arm="${key}"]`)?.classList.add("armed");
  say(key === "c" ? "Confirm: 1 to 5 for what to do, c or Enter for nothing more." : "Dismiss: 1 to 9 for the reason.");
}
function disarm() {
  armed = null;
  document.querySelector(".armed")?.classList.remove("armed");
}
const press = (name) => document.querySelector(`[data-press="${CSS.escape(name)}"]`)?.click();

const acts = {
  c: () => arm("c"),
  d: () => arm("d"),
  m: () => document.getElementById("note")?.focus(),
  "/": () => {
    document.getElementById("queue").open = true;
    document.getElementById("search").select();
  },
  b: () => {
    const bulk = document.getElementById("bulk");
    if (!bulk) return;
    document.getElementById("queue").open = bulk.open = true;
    document.getElementById("bulk-choice").focus({ preventScroll: true });
    bulk.scrollIntoView({ block: "nearest" });
  },
  "?": () => (help.open ? help.close() : help.showModal()),
  Escape: () => {
    const bulk = document.getElementById("bulk");
    if (bulk?.open) bulk.open = false;
    focus(null);
  },
};

function complete(key) {
  const name = key === "Enter" && armed === "c" ? "cc" : armed + key;
  disarm();
  press(name);
}

document.addEventListener("keydown", (event) => {
  if (busy || event.isComposing || event.repeat && /^[cdqou]$/.test(event.key)) return;
  const typing = event.target.closest?.("textarea, select, [contenteditable], input:not([type=checkbox])");
  const undo = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "z";
  if (typing) {
    if (event.key !== "Escape") return;
    event.preventDefault(); // or a browser empties the search
    acts.Escape();
    return;
  }
  if (undo) {
    event.preventDefault();
    press("u");
    return;
  }
  if (document.body.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (help.open && event.key !== "?") return;
  if (armed && (/^[1-9]$/.test(event.key) || (armed === "c" && /^(c|Enter)$/.test(event.key)))) {
    event.preventDefault();
    complete(event.key);
  } else if (armed && event.key === "Escape") {
    disarm();
    say("");
  } else if (acts[event.key]) {
    if (event.key !== "Escape") event.preventDefault();
    acts[event.key]();
  } else if (/^[jksqouehx]$/.test(event.key)) {
    event.preventDefault();
    disarm();
    press(event.key);
  }
});
document.getElementById("list-keys")?.addEventListener("click", acts["?"]);

document.documentElement.classList.add("scripted");
history.replaceState(null, "", work().dataset.url);
settle(0);
