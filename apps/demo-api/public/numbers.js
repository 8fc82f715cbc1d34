const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

export const formatCount = (value) => whole.format(value);
export const formatMs = (value) => (value === null ? '–' : `${short.format(value)} ms`);
export const formatDegrees = (value) => value.toFixed(1);

/** Writes values into the elements of a section that are marked with `data-figure`. */
export function showFigures(section, figures) {
  for (const [name, text] of Object.entries(figures)) {
    section.querySelector(`[data-figure="${name}"]`).textContent = text;
  }
}
