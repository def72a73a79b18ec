// The guardian's part of a registration shows when the day of birth says that it is needed.

const form = document.querySelector("form[data-guardian-under]");
const part = form?.querySelector("[data-guardian]");
const born = form?.elements.birth_date;

/** Full years from a day typed as dd/mm/yyyy to the day that counts; NaN for what is no day. */
function age(typed, day) {
  const [, d, m, y] = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*$/.exec(typed) ?? [];
  if (!y) return NaN;
  const [year, month, date] = day.split("-").map(Number);
  const had = month > Number(m) || (month === Number(m) && date >= Number(d));
  return year - Number(y) - (had ? 0 : 1);
}

if (part && born) {
  const show = () => {
    const years = age(born.value, form.dataset.ageDay);
    const isChild = years < Number(form.dataset.guardianUnder);
    part.hidden = !isChild && !part.querySelector(".has-error");
  };
  born.addEventListener("input", show);
  show();
}
