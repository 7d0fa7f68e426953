"""The ground floor: errors, decisions, jobs, audit trail, time and abstract bases; knows no domain."""
