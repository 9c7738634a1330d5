/**
 * Pictures of every page, to be looked at: `node test/browser/pictures.ts DIRECTORY [PART OF A PATH]`. Each in three widths, light and
 * dark.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { show, startScene } from './scene.ts'
import { openPage } from './support.ts'

const [directory, part = ''] = process.argv.slice(2)
if (directory === undefined) throw new Error('Say where the pictures go.')
await mkdir(directory, { recursive: true })
await using test = await startScene()
for (const colorScheme of ['light', 'dark'] as const) {
  await using watched = await openPage(test, { colorScheme })
  for (const [index, shown] of test.pages.entries()) {
    if (!shown.path.includes(part)) continue
    for (const width of [360, 800, 1400]) {
      await watched.page.setViewportSize({ width, height: 900 })
      await show(watched, shown, test.people)
      const name = `${String(index).padStart(2, '0')}${shown.path.replaceAll(/\W+/g, '-').slice(0, 60)}${shown.as ?? ''}`
      const length = await watched.page.evaluate<number>('document.documentElement.scrollHeight')
      const clip = { x: 0, y: 0, width, height: Math.min(length, 6_000) }
      await watched.page.screenshot({ path: join(directory, `${name}.${width}.${colorScheme}.png`), fullPage: true, clip })
    }
  }
  for (const complaint of watched.complaints) console.log(complaint)
}
