// The public role names. No imports, so that rules, schema and portal can share them.

export const USER_ROLES = ['superadmin', 'admin', 'technician', 'client_admin', 'solicitante'] as const;
export type UserRole = (typeof USER_ROLES)[number];

export const STAFF_ROLES = ['superadmin', 'admin', 'technician'] as const satisfies readonly UserRole[];
export const MANAGER_ROLES = ['superadmin', 'admin'] as const satisfies readonly UserRole[];
export const CLIENT_ROLES = ['client_admin', 'solicitante'] as const satisfies readonly UserRole[];

export const isStaffRole = (role: UserRole): boolean => (STAFF_ROLES as readonly UserRole[]).includes(role);
export const isManagerRole = (role: UserRole): boolean => (MANAGER_ROLES as readonly UserRole[]).includes(role);

export const LOCALES = ['es', 'en'] as const;
export type Locale = (typeof LOCALES)[number];
