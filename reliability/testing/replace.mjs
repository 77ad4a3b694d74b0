// One function of an object in the place of another.

/** @returns {() => void} what puts the function back */
export function replace(owner, name, create) {
  const original = owner[name];
  owner[name] = create(original);
  return () => (owner[name] = original);
}
