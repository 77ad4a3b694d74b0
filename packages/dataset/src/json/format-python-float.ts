/**
 * `repr` of a Python float. Both languages print the shortest digits that read back as the same number; the layout
 * differs: Python takes an exponent, of two digits at least, below 1e-4 and from 1e16 on, and else always has a point
 * (CPython, Python/pystrtod.c, `format_float_short` with code `r`). Infinity and NaN are as `json.dumps` writes them.
 */
export function formatPythonFloat(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const [mantissa = "", exponentText = ""] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const exponent = Number(exponentText);
  return sign + layOut(digits, exponent);
}

/** `digits` d1 d2 d3 ... stand for d1.d2d3... x 10 ** exponent. */
function layOut(digits: string, exponent: number): string {
  if (exponent < -4 || exponent >= 16) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : "";
    const size = String(Math.abs(exponent)).padStart(2, "0");
    return `${digits.slice(0, 1)}${fraction}e${exponent < 0 ? "-" : "+"}${size}`;
  }
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${whole}.${digits.slice(exponent + 1) || "0"}`;
}
