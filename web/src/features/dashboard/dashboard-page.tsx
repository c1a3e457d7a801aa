// One address, two dashboards: the desk's, and a company's own.
import { useSearch } from '@tanstack/react-router';
import { useMe } from '@/api/session.ts';
import { CompanyDashboard } from './company-dashboard.tsx';
import { DeskDashboard } from './desk-dashboard.tsx';

export function DashboardPage() {
  const search = useSearch({ from: '/app/dashboard' });
  return useMe().is_staff ? <DeskDashboard search={search} /> : <CompanyDashboard search={search} />;
}
