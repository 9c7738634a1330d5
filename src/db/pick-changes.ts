/** Those of `values` that are given and differ from what `row` holds; undefined when there are none. */
export function pickChanges<Values extends object>(
  row: Readonly<Record<keyof Values, unknown>>,
  values: Values,
): Partial<Values> | undefined {
  const changed: Partial<Values> = {}
  let isChanged = false
  for (const name in values) {
    if (values[name] === undefined || values[name] === row[name]) continue
    changed[name] = values[name]
    isChanged = true
  }
  return isChanged ? changed : undefined
}
