import { type Role, roles } from '../http/actor.ts'

export type { Actor, Role } from '../http/actor.ts'

export function isRole(text: string): text is Role {
  return roles.some((role) => role === text)
}
