// The picture of a network where scripts run: things are dragged, the picture is enlarged, and what a thing is linked to
// stands out. The places, the links and all that is said are those of the picture as it comes; no library is needed.
"use strict";

(() => {
  const tools = document.querySelector("[data-network-tools]");
  const picture = document.querySelector("svg.network");
  if (!tools || !picture) return;
  const ground = picture.closest(".drawing");
  const width = Number(picture.getAttribute("width"));
  const STEP = 1.25;
  const SMALLEST = 0.4;
  const LARGEST = 8;
  // what a pointer moves before it is a drag and no click
  const CLICK = 4;

  // things by number, each with how far it is from its first place, and the ends of lines that lie on it
  const things = new Map();
  for (const one of picture.querySelectorAll("[data-thing]")) {
    things.set(one.dataset.thing, { element: one, x: 0, y: 0, ends: [], near: new Set([one.dataset.thing]) });
  }
  const lines = [...picture.querySelectorAll("[data-ends]")];
  for (const one of lines) {
    const ends = one.dataset.ends.split(" ");
    const line = one.querySelector("line");
    for (const [at, number] of ends.entries()) {
      const [x, y] = [`x${at + 1}`, `y${at + 1}`];
      const end = { line, x, y, x0: Number(line.getAttribute(x)), y0: Number(line.getAttribute(y)) };
      things.get(number).ends.push(end);
      things.get(number).near.add(ends[1 - at]);
    }
  }

  function place(thing) {
    thing.element.setAttribute("transform", `translate(${thing.x} ${thing.y})`);
    for (const end of thing.ends) {
      end.line.setAttribute(end.x, end.x0 + thing.x);
      end.line.setAttribute(end.y, end.y0 + thing.y);
    }
  }

  // the size of the picture, as a multiple of what it had first; it is moved by scrolling, as by the keyboard
  const first = picture.getBoundingClientRect().width;
  let factor = 1;
  const scale = () => picture.getBoundingClientRect().width / width;

  function zoom(wanted, at) {
    const before = picture.getBoundingClientRect();
    const box = ground.getBoundingClientRect();
    const [x, y] = at || [box.left + ground.clientWidth / 2, box.top + ground.clientHeight / 2];
    const [inX, inY] = [(x - before.left) / before.width, (y - before.top) / before.height];
    factor = Math.min(Math.max(wanted, SMALLEST), LARGEST);
    picture.classList.toggle("sized", factor !== 1);
    picture.style.inlineSize = factor === 1 ? "" : `${Math.round(first * factor)}px`;
    const after = picture.getBoundingClientRect();
    ground.scrollLeft += after.left + inX * after.width - x;
    ground.scrollTop += after.top + inY * after.height - y;
  }

  function reset() {
    for (const thing of things.values()) {
      thing.x = thing.y = 0;
      place(thing);
    }
    zoom(1);
    ground.scrollTo(0, 0);
  }

  const actions = { in: () => zoom(factor * STEP), out: () => zoom(factor / STEP), reset };
  for (const button of tools.querySelectorAll("[data-does]")) {
    button.addEventListener("click", actions[button.dataset.does]);
  }
  ground.addEventListener("keydown", (event) => {
    const action = { "+": actions.in, "=": actions.in, "-": actions.out, 0: reset }[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  });
  // a wheel alone scrolls the page; two fingers that move apart come as a wheel with Ctrl
  ground.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(factor * Math.exp(-event.deltaY / 200), [event.clientX, event.clientY]);
    },
    { passive: false },
  );

  // dragging: a thing by any pointer; the ground by a mouse, since a finger scrolls it anyway
  let dragged = null;
  picture.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const element = event.target.closest("[data-thing]");
    if (!element && event.pointerType !== "mouse") return;
    const thing = element ? things.get(element.dataset.thing) : null;
    dragged = { thing, x: event.clientX, y: event.clientY, pointer: event.pointerId, isMoved: false };
  });
  picture.addEventListener("pointermove", (event) => {
    if (!dragged || event.pointerId !== dragged.pointer) return;
    const [dx, dy] = [event.clientX - dragged.x, event.clientY - dragged.y];
    if (!dragged.isMoved) {
      if (Math.hypot(dx, dy) < CLICK) return;
      dragged.isMoved = true;
      picture.setPointerCapture(event.pointerId);
    }
    if (dragged.thing) {
      dragged.thing.x += dx / scale();
      dragged.thing.y += dy / scale();
      place(dragged.thing);
    } else {
      ground.scrollBy(-dx, -dy);
    }
    [dragged.x, dragged.y] = [event.clientX, event.clientY];
  });
  for (const ending of ["pointerup", "pointercancel"]) {
    picture.addEventListener(ending, () => {
      const wasMoved = dragged !== null && dragged.isMoved;
      dragged = null;
      if (!wasMoved) return;
      // the click that a drag ends with follows no link
      const stop = (event) => event.preventDefault();
      picture.addEventListener("click", stop, { capture: true, once: true });
      setTimeout(() => picture.removeEventListener("click", stop, { capture: true }));
    });
  }
  // a link would be dragged to another window
  picture.addEventListener("dragstart", (event) => event.preventDefault());

  function show(number) {
    const near = number === undefined ? null : things.get(number).near;
    for (const [other, thing] of things) thing.element.classList.toggle("apart", near !== null && !near.has(other));
    for (const one of lines) {
      one.classList.toggle("apart", near !== null && !one.dataset.ends.split(" ").includes(number));
    }
  }
  const shown = (event) => show(event.target.closest("[data-thing]")?.dataset.thing ?? thingWithin(event.target));
  const thingWithin = (link) => (link.matches?.("a") ? link.querySelector("[data-thing]")?.dataset.thing : undefined);
  picture.addEventListener("pointerover", (event) => dragged || shown(event));
  picture.addEventListener("pointerleave", () => show());
  picture.addEventListener("focusin", shown);
  picture.addEventListener("focusout", () => show());

  tools.hidden = false;
})();
