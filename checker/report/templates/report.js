// The page reads without this. It only filters the list, opens what a link leads to, and unfolds for paper.
(() => {
  const tools = document.querySelector(".tools");
  const cards = [...document.querySelectorAll(".card")];
  const find = document.getElementById("find");
  const boxes = [...tools.querySelectorAll("input[type=checkbox]")];
  const status = document.getElementById("shown");
  const texts = cards.map((card) => card.textContent.toLowerCase());

  const filter = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    let shown = 0;
    cards.forEach((card, index) => {
      const graded = card.dataset.graded === "true";
      const fits = (!graded || wanted.has(card.dataset.severity)) && words.every((word) => texts[index].includes(word));
      card.hidden = !fits;
      shown += fits;
    });
    status.textContent = shown === cards.length ? "" : `${shown} of ${cards.length} findings shown`;
  };

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.hidden) target.hidden = false;
    for (let parent = target; parent; parent = parent.parentElement) {
      if (parent.tagName === "DETAILS") parent.open = true;
    }
    target.scrollIntoView();
  };

  const unfold = () => document.querySelectorAll("details:not([open])").forEach((details) => {
    details.dataset.folded = "";
    details.open = true;
  });
  const fold = () => document.querySelectorAll("details[data-folded]").forEach((details) => {
    delete details.dataset.folded;
    details.open = false;
  });

  if (cards.length > 4) tools.hidden = false;
  find.addEventListener("input", filter);
  boxes.forEach((box) => box.addEventListener("change", filter));
  addEventListener("hashchange", reveal);
  addEventListener("beforeprint", unfold);
  addEventListener("afterprint", fold);
  if (location.hash) reveal();
})();
