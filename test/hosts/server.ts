import { hash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import type { World } from './world.ts'

export interface SimulatedRequest {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  /** From `Authorization` or `Private-Token`. */
  token: string | undefined
  body: string
}

export interface SimulatedAnswer {
  status: number
  headers?: Record<string, string>
  /** Sent as JSON, a string as it is; nothing when absent. */
  body?: unknown
}

/** What a host answers and how it limits. */
export interface HostRules {
  answer(request: SimulatedRequest, origin: string): SimulatedAnswer | Promise<SimulatedAnswer>
  /** Refuses before anything is looked at: a limit, a rejected token. */
  admit?(request: SimulatedRequest, inFlight: number): SimulatedAnswer | undefined
  /** Books what was answered (a 304 too); its headers are added. */
  book?(request: SimulatedRequest, answer: SimulatedAnswer): Record<string, string>
  /** Whether answers carry an ETag and a matching one is answered 304. */
  hasValidators: boolean
}

/** Something that goes wrong, for as many requests as it says. */
export interface Fault {
  matches(request: SimulatedRequest): boolean
  times: number
  /** An answer; or the connection is cut, or nothing is ever said. */
  answer: SimulatedAnswer | 'cut' | 'silence'
}

export interface ReceivedRequest {
  method: string
  /** With the query. */
  url: string
  status: number | 'cut' | 'silence'
  body: string
}

export interface SimulatedHost {
  /** `http://127.0.0.1:43211` */
  readonly url: string
  /** Everything that was asked, in order of the answers. */
  readonly received: readonly ReceivedRequest[]
  readonly mostInFlight: number
  fail(fault: Partial<Fault> & Pick<Fault, 'answer'>): void
  /** Whether connections are cut without an answer. */
  isDown: boolean
  /** Real time between a request and its answer. */
  latencyMs: number
  forget(): void
  close(): Promise<void>
}

export interface HostOptions {
  world: World
  rules: HostRules
  /** Real time between a request and its answer. */
  latencyMs?: number | undefined
}

/** Starts one host of the world on a free port of the loopback. */
export async function startHost({ world, rules, latencyMs: initialLatencyMs = 0 }: HostOptions): Promise<SimulatedHost> {
  const received: ReceivedRequest[] = []
  const faults: Fault[] = []
  let inFlight = 0
  let mostInFlight = 0
  let isDown = false
  let latencyMs = initialLatencyMs
  let origin = ''

  function takeFault(request: SimulatedRequest): Fault['answer'] | undefined {
    if (isDown) return 'cut'
    const fault = faults.find((candidate) => candidate.times > 0 && candidate.matches(request))
    if (fault) fault.times--
    return fault?.answer
  }

  async function toAnswer(request: SimulatedRequest): Promise<SimulatedAnswer | 'cut' | 'silence'> {
    world.catchUp()
    const fault = takeFault(request)
    if (typeof fault === 'string') return fault
    const refusal = fault ?? rules.admit?.(request, inFlight)
    if (refusal) return refusal
    const answer = await rules.answer(request, origin)
    return rules.hasValidators && request.method === 'GET' ? toConditional(request, answer) : answer
  }

  async function serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    inFlight++
    mostInFlight = Math.max(mostInFlight, inFlight)
    try {
      const request = await readRequest(message)
      const answer = await toAnswer(request)
      if (latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, latencyMs))
      const status = typeof answer === 'string' ? answer : answer.status
      received.push({ method: request.method, url: message.url ?? '', status, body: request.body })
      if (answer === 'cut') message.socket.destroy()
      if (typeof answer !== 'string') send(response, answer, rules.book?.(request, answer))
    } finally {
      inFlight--
    }
  }

  function send(response: ServerResponse, answer: SimulatedAnswer, headers: Record<string, string> = {}): void {
    const { status, body } = answer
    const type = typeof body === 'string' ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
    response.sendDate = false
    response.writeHead(status, {
      date: new Date(world.clock.now()).toUTCString(),
      ...(body === undefined ? {} : { 'content-type': type }),
      ...headers,
      ...answer.headers,
    })
    response.end(body === undefined || status === 304 ? undefined : toText(body))
  }

  // Whoever asks gives idle connections up first: a question must not meet one that is being closed.
  const server = createServer({ keepAliveTimeout: 60_000 }, (message, response) => {
    serve(message, response).catch((error: unknown) => {
      // A fault of the simulator itself: the test that asked should see it.
      response.writeHead(599).end(error instanceof Error ? error.stack : String(error))
    })
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  origin = `http://127.0.0.1:${address.port}`

  return {
    url: origin,
    received,
    get mostInFlight() {
      return mostInFlight
    },
    fail: (fault) => {
      faults.push({ matches: () => true, times: 1, ...fault })
    },
    get isDown() {
      return isDown
    },
    set isDown(value) {
      isDown = value
    },
    get latencyMs() {
      return latencyMs
    },
    set latencyMs(value) {
      latencyMs = value
    },
    forget() {
      received.length = 0
      mostInFlight = 0
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

async function readRequest(message: IncomingMessage): Promise<SimulatedRequest> {
  const { pathname, searchParams } = new URL(message.url ?? '/', 'http://localhost')
  const { headers } = message
  const chunks: Buffer[] = []
  for await (const chunk of message) chunks.push(Buffer.from(chunk))
  const privateToken = headers['private-token']
  return {
    method: message.method ?? 'GET',
    path: decodeURI(pathname),
    query: searchParams,
    headers,
    token: headers.authorization?.replace(/^\w+ /, '') ?? (typeof privateToken === 'string' ? privateToken : undefined),
    body: Buffer.concat(chunks).toString(),
  }
}

function toConditional({ headers }: SimulatedRequest, answer: SimulatedAnswer): SimulatedAnswer {
  if (answer.status !== 200) return answer
  const etag = `W/"${hash('sha1', toText(answer.body))}"`
  const isMatch = (headers['if-none-match'] ?? '').split(/, */).includes(etag)
  return { ...(isMatch ? { status: 304 } : answer), headers: { ...answer.headers, etag } }
}

function toText(body: unknown): string {
  return typeof body === 'string' ? body : (JSON.stringify(body) ?? '')
}
