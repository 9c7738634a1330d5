import { benchCold } from './cold.ts'
import { benchEdit } from './edit.ts'
import { benchImport } from './import.ts'
import { benchPages } from './pages.ts'
import { benchServeWhileRefreshing } from './refresh-serve.ts'
import { benchRefresh, benchRefreshMemory } from './refresh.ts'
import { Report, saveReport } from './report.ts'
import { benchSearch } from './search.ts'
import { benchServe } from './serve.ts'

/** One file a promise. */
const benches: Record<string, (report: Report) => Promise<void>> = {
  cold: benchCold,
  edit: benchEdit,
  import: benchImport,
  pages: benchPages,
  refresh: benchRefresh,
  'refresh-memory': benchRefreshMemory,
  'refresh-serve': benchServeWhileRefreshing,
  search: benchSearch,
  serve: benchServe,
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0) {
  console.error(`No such bench: ${unknown.join(', ')}. There are ${Object.keys(benches).join(', ')}.`)
  process.exit(2)
}
for (const [name, bench] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue
  console.log(`== ${name}\n`)
  const report = new Report(name)
  await bench(report)
  await saveReport(report)
}
