"use strict";
const form = document.querySelector(".filters");
const shapes = document.querySelectorAll(".shape");
const shown = document.querySelector("#shown");

function apply() {
  const shape = form.elements.shape.value;
  const levels = new Set(Array.from(form.querySelectorAll("[name=level]:checked"), (box) => box.value));
  const excused = form.elements.excused ? form.elements.excused.checked : true;
  let count = 0;
  for (const section of shapes) {
    let here = 0;
    for (const result of section.querySelectorAll(".result")) {
      const fits = (shape === "" || section.dataset.shape === shape) && levels.has(result.dataset.level) &&
        (excused || result.dataset.status === "new");
      result.hidden = !fits;
      here += fits ? 1 : 0;
    }
    section.hidden = here === 0;
    count += here;
  }
  shown.textContent = count;
}

if (form) {
  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}
