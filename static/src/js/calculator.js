// input[data-slider]: moves the field of that id, which is what counts. form[data-calculator]: says which fields are wrong. form[data-compare]:
// counts what is chosen, and takes no more than its number.
import { lang, ready } from "./page.js";

const number = new Intl.NumberFormat(lang === "ru" ? "ru-RU" : "en-GB");
const digits = (text) => Number(text.replace(/[^\d.,]/g, "").replace(/[.,]\d{1,2}$/, "").replace(/[.,]/g, ""));

ready("input[data-slider]", (slider) => {
  const field = document.getElementById(slider.dataset.slider);
  slider.addEventListener("input", () => {
    const months = field.inputMode === "numeric";
    field.value = months ? slider.value : number.format(slider.value);
  });
  field.addEventListener("input", () => { slider.value = digits(field.value); });
});

document.addEventListener("htmx:afterSettle", () => {
  for (const error of document.querySelectorAll("form[data-calculator] .invalid-feedback")) {
    const field = document.getElementById(error.id.replace(/-error$/, ""));
    const wrong = error.textContent.trim() !== "";
    field?.classList.toggle("is-invalid", wrong);
    if (wrong) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
});

ready("form[data-compare]", (form) => form.addEventListener("change", (e) => {
  const chosen = () => form.querySelectorAll('[name="p"]:checked, [name="p"][type="hidden"]').length;
  if (chosen() > Number(form.dataset.compare)) e.target.checked = false;
  form.querySelector("[data-compare-count]").textContent = chosen();
}));
