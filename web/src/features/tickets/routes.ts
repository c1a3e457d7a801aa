// The technicians' queue and tickets.
export const ticketRoutes = [] as const;
