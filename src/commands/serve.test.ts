import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { it } from 'node:test'
import { fileURLToPath } from 'node:url'

import { createBrowser } from '../../test/support/browser.ts'
import { sendRequest } from '../../test/support/server.ts'

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url))

/** What `packgrid serve` says until it answers, and where. */
async function serve(directory: string) {
  const env = { ...process.env, DATABASE_URL: '', PACKGRID_DATA: directory, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'error' }
  const child = spawn(process.execPath, [cli, 'serve'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line.includes('answers at')) break
  }
  const origin = /http:\/\/[\w.:]+/.exec(lines.at(-1) ?? '')?.[0] ?? ''
  return {
    lines,
    origin,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await exited
    },
  }
}

it('the first start of an embedded database makes an admin and says the password, the next one neither', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'packgrid-serve-'))
  try {
    {
      await using first = await serve(directory)
      const line = first.lines.find((text) => text.includes('admin')) ?? ''
      const password = /with the password ([\w-]{20}) \(shown only now\)/.exec(line)?.[1] ?? ''
      const browser = createBrowser({ origin: first.origin, send: (...request) => sendRequest(first.origin, ...request) })
      assert.equal((await browser.submit('/login/', { name: 'admin', password })).status, 303)
      assert.match((await browser.get('/account/')).body, /<strong>admin<\/strong>, an administrator/)
    }
    await using second = await serve(directory)
    assert.equal(second.lines.length, 1)
  } finally {
    await rm(directory, { recursive: true })
  }
})
