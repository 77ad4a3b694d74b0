/**
 * `repr` of a Python float. Both languages print the shortest digits that read back as the same number; the layout
 * differs: Python takes an exponent, of two digits at least, below 1e-4 and from 1e16 on, and else always has a point
 * (CPython, Python/pystrtod.c, `format_float_short` with code `r`). Infinity and NaN are as `json.dumps` writes them.
 */
export function formatPythonFloat(value: number): string {
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-4 && size < 1e16)) {
    // Here ECMAScript takes no exponent either.
    const text = String(value);
    return Number.isInteger(value) ? `${text}.0` : text;
  }
  if (!Number.isFinite(value)) return String(value);
  const [mantissa = "", exponent = ""] = value.toExponential().split("e");
  return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, "0")}`;
}
