# Five of the rules, as one would write them in Rego.
package wenkong

import rego.v1

four_hours := ((4 * 3600) * 1000) * 1000000

departments := {"技术部", "生产部", "物控计划部"}

# Complaints that a CAPA report answers.
answered := {report.complaint |
	some report in data.records
	report.form == "capa-report"
}

# Every item of a complaint is confirmed with the customer within four hours.
found contains ["late-confirmation", record.id, entry.id] if {
	some record in data.records
	record.form == "feedback-register"
	some entry in record.entries
	entry.kind == "complaint"
	received := time.parse_rfc3339_ns(entry.received_at)
	some item in entry.items
	time.parse_rfc3339_ns(item.confirmed_at) - received > four_hours
}

# All required departments reviewed the order.
found contains ["department-not-reviewed", record.id, missing] if {
	some record in data.records
	record.form == "order-review"
	present := {review.department | some review in record.reviews}
	some missing in departments - present
}

# Good and bad parts add up to the parts that were checked.
found contains ["does-not-add-up", record.id, action.id] if {
	some record in data.records
	record.form == "capa-report"
	some action in record.containment.actions
	action.quantity_ok + action.quantity_nok != action.quantity_checked
}

# A serious complaint has a CAPA report.
found contains ["no-report", record.id, entry.id] if {
	some record in data.records
	record.form == "feedback-register"
	some entry in record.entries
	entry.severity.level == "serious"
	not answered[sprintf("%s/%s", [record.id, entry.id])]
}

# A closed CAPA report updated the control plan.
found contains ["control-plan-not-updated", record.id, ""] if {
	some record in data.records
	record.form == "capa-report"
	record.status == "closed"
	not plan_updated(record)
}

plan_updated(record) if {
	some document in record.prevention.document_updates
	document.type == "control_plan"
	document.updated_on
}
