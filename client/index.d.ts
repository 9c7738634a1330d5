import type { Paths } from './schema.d.ts'

export type * from './schema.d.ts'

export interface ClientOptions {
  /** Origin of the directory: `https://packages.example`. */
  baseUrl: string
  /** An API token, to write or to be counted as oneself. */
  token?: string
  fetch?: typeof fetch
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
type Address<M extends Method> = { [A in keyof Paths]: M extends keyof Paths[A] ? A : never }[keyof Paths]
type Operation<A extends keyof Paths, M> = M extends keyof Paths[A] ? Paths[A][M] : never

interface Shape {
  path: object
  query: object
  body: unknown
  answer: unknown
  refusal: unknown
}

type CallOptions<O> = O extends Shape
  ? {
      query?: O['query']
      /** ETag of the record as it was read: the call is refused with 412 if somebody changed it since. */
      ifMatch?: string | undefined
      signal?: AbortSignal
    } & (object extends O['path'] ? { path?: O['path'] } : { path: { [Name in keyof O['path']]: string | number } }) &
      (O['body'] extends undefined ? { body?: undefined } : { body: O['body'] })
  : never

/** What came of a call; nothing is thrown for what the server refuses. */
export type Result<O> = O extends Shape
  ? | { ok: true; status: number; data: O['answer']; etag: string | undefined; response: Response }
    | { ok: false; status: number; error: O['refusal'] | { detail: string }; response: Response }
  : never

type Call<M extends Method> = <A extends Address<M>>(
  address: A,
  ...options: object extends CallOptions<Operation<A, M>>
    ? [options?: CallOptions<Operation<A, M>>]
    : [options: CallOptions<Operation<A, M>>]
) => Promise<Result<Operation<A, M>>>

type RecordOf<O> = O extends { answer: { results: (infer R)[] } } ? R : never
type Lists = { [A in Address<'GET'>]: Operation<A, 'GET'> extends { answer: { results: unknown[] } } ? A : never }[Address<'GET'>]

export interface Client {
  GET: Call<'GET'>
  POST: Call<'POST'>
  PUT: Call<'PUT'>
  PATCH: Call<'PATCH'>
  DELETE: Call<'DELETE'>
  /** Goes through a list from page to page, each record once however many are added meanwhile. @throws ApiError */
  list<A extends Lists>(
    address: A,
    options?: Partial<CallOptions<Operation<A, 'GET'>>>,
  ): AsyncGenerator<RecordOf<Operation<A, 'GET'>>>
}

/** A client of the API of a directory, typed by its OpenAPI document. */
export function createClient(options: ClientOptions): Client

/** A list could not be read to its end. */
export class ApiError extends Error {
  readonly status: number
  readonly error: unknown
}
