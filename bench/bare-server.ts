import { createServer, request } from 'node:http'

import { Pool } from 'pg'

/*
 * The least that node:http can do: it sends, whatever is asked, the very bytes that another server answered to one request, headers
 * included. The measure of what a server could reach. Arguments: the address to copy, and the port or 0. With DATABASE_URL, whatever is
 * not a GET first commits an UPDATE of one row of the table `raw`.
 */

const [address = '', port = '0'] = process.argv.slice(2)
const perConnection = new Set(['date', 'connection', 'keep-alive', 'transfer-encoding'])

function copyAnswer(): Promise<{ headers: string[]; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(address, (response) => {
      const chunks: Buffer[] = []
      const names = response.rawHeaders.filter((_, index) => index % 2 === 0)
      const headers = names.flatMap((name, index) =>
        perConnection.has(name.toLowerCase()) ? [] : [name, response.rawHeaders[index * 2 + 1] ?? ''],
      )
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ headers, body: Buffer.concat(chunks) }))
    })
    outgoing.on('error', reject)
    outgoing.end()
  })
}

const { headers, body } = await copyAnswer()
const pool = new Pool({ connectionString: process.env['DATABASE_URL'] })
let writes = 0

async function commitUpdate(): Promise<void> {
  writes += 1
  await pool.query({ name: 'update', text: 'update raw set title = $1 where id = $2', values: [`Title ${writes}`, writes % 500] })
}

const server = createServer(async ({ method }, response) => {
  if (method !== 'GET') await commitUpdate()
  response.writeHead(200, headers)
  response.end(body)
}).listen(Number(port), '127.0.0.1', () => {
  const bound = server.address()
  console.log(`answers at http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : port}`)
})
