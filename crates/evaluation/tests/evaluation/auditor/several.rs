//! What the rows of several counts say of one another and of other figures: exits of starters,
//! clocks, columns that are written down, sessions held, sizes of groups with a mean.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Auditor, text, total};

/// Clocks that run from a column that every row has: file, column, contradiction.
const CLOCKS: [(&str, &str, &str, &str); 6] = [
    ("acknowledged", "referrals", "acknowledged_on", "acknowledged_before_received"),
    ("contacted", "referrals", "first_contact_on", "contacted_before_received"),
    ("contacted_by_due", "referrals", "first_contact_on", "contacted_before_received"),
    (
        "assessment_offered",
        "referrals",
        "first_assessment_offered_on",
        "assessment_offered_before_received",
    ),
    ("support_contacted", "support", "first_contact_on", "contacted_before_referred"),
    ("support_assessed", "support", "assessed_on", "assessed_before_referred"),
];

const AREAS: [&str; 7] =
    ["Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall", "Wolverhampton"];

impl Auditor {
    /// A count among others of its row: hidden, it may be 0 as well.
    fn tell_among(&mut self, row: &Json, key: &str, name: String) {
        let hidden = row["suppressed"] == true || row["withheld"] == true;
        let value = row[key].as_f64();
        if value.is_some() || hidden {
            if !self.told.contains_key(&name) {
                self.loose.insert(name.clone());
            }
            self.tell(name, value);
        }
    }
    /// A part and whatever is left make a whole.
    fn at_most(&mut self, part: &str, whole: &str) {
        self.add_up(whole, vec![part.to_owned(), format!("{whole} beyond {part}")]);
    }

    pub(super) fn several(&mut self, figures: &BTreeMap<String, Json>) {
        let rows = |key: &str| figures.get(key).and_then(|of| of["rows"].as_array());
        if let Some(rows) = rows("attrition") {
            self.exits(rows);
        }
        if let Some(rows) = rows("completeness") {
            self.columns(rows);
        }
        if let Some(rows) = rows("timeliness") {
            self.clocks(rows);
        }
        if let Some(rows) = rows("activity") {
            self.held(rows);
        }
        for key in ["21", "22", "23", "26", "27"] {
            if let Some(rows) = rows(key) {
                self.means(key, rows);
            }
        }
    }

    fn exits(&mut self, rows: &[Json]) {
        if rows.iter().all(|row| row["at_risk"] == 0) {
            return;
        }
        let name = |session: usize, key: &str| format!("exits {key} at {session}");
        let last = rows.len() - 1;
        for (session, row) in rows.iter().enumerate() {
            for key in ["at_risk", "left", "censored", "dropped_out", "removed", "other"] {
                // At risk at the first session are all starters: where Figure 14 tells these, this is
                // no secret, however empty its row.
                if !(session == 1 && key == "at_risk") {
                    self.tell_among(row, key, name(session, key));
                }
            }
            let reasons = ["dropped_out", "removed", "other"].map(|key| name(session, key));
            self.add_up(name(session, "left"), reasons.to_vec());
            let mut parts = vec![name(session, "left"), name(session, "censored")];
            if session < last {
                parts.push(name(session + 1, "at_risk"));
            }
            self.add_up(name(session, "at_risk"), parts);
        }
        self.add_up(name(0, "at_risk"), vec![total("started")]);
        self.add_up(name(1, "at_risk"), vec![total("started")]);
        self.at_most(&total("completed"), &name(last, "censored"));
    }

    fn clocks(&mut self, rows: &[Json]) {
        let name = |clock: &str, key: &str| match (clock, key) {
            ("contacted_by_due", "n" | "missing") => format!("clock contacted {key}"),
            _ => format!("clock {clock} {key}"),
        };
        for row in rows {
            let clock = text(row, "clock");
            let hidden = row["suppressed"] == true;
            for key in ["n", "missing", "within"] {
                // A clock without a target has nothing within it, hidden or not.
                if key != "within" || row["within"].is_u64() || hidden && row["target"].is_u64() {
                    self.tell_among(row, key, name(clock, key));
                }
            }
            self.at_most(&name(clock, "within"), &name(clock, "n"));
        }
        self.at_most(&name("contacted", "within"), &name("contacted_by_due", "within"));
        let equal = |auditor: &Self, one: &str, other: &str| {
            auditor.told.get(one).copied().flatten().is_some()
                && auditor.told.get(one) == auditor.told.get(other)
        };
        for (clock, file, column, reversed) in CLOCKS {
            let everyone = if file == "support" { "support" } else { "referrals total total" };
            if file == "support" && !equal(self, "recorded support referred_on total", "support") {
                continue;
            }
            let recorded = format!("recorded {file} {column} total");
            let reversed = format!("recorded {file} {reversed} total");
            self.add_up(recorded.clone(), vec![name(clock, "n"), reversed]);
            self.add_up(everyone, vec![recorded, name(clock, "missing")]);
        }
        let ends = |clock: &str, reversed: &str| {
            let reversed = format!("recorded referrals {reversed} total");
            vec![name(clock, "n"), name(clock, "missing"), reversed]
        };
        self.add_up(
            "recorded referrals first_assessment_offered_on total",
            ends("assessment_attended", "assessment_attended_before_offered"),
        );
        self.add_up(
            "asked referrals assessment_attended total",
            ends("decided", "decided_before_assessed"),
        );
        for (clock, reversed) in [
            ("session_offered", "session_offered_before_decided"),
            ("session_attended", "session_attended_before_decided"),
        ] {
            let none = format!("recorded referrals {reversed} total");
            if self.told.get(&none) == Some(&Some(0.0)) {
                self.add_up("suitable with a day", ends(clock, reversed));
            }
        }
    }

    fn columns(&mut self, rows: &[Json]) {
        let mut by_provider: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut columns: Vec<(String, String)> = Vec::new();
        for row in rows.iter().filter(|row| text(row, "problem").is_empty()) {
            let (file, column) = (text(row, "file"), text(row, "column"));
            let (area, of) = (text(row, "area"), text(row, "of"));
            columns.push((file.to_owned(), column.to_owned()));
            let provider = Some(text(row, "provider")).filter(|of| !["", "total"].contains(of));
            let asked = match (of, provider) {
                ("referrals", _) => format!("referrals {area} total"),
                (of, Some(provider)) => format!("asked {file} {of} by {provider}"),
                ("support_cases", _) if area == "total" => "support".to_owned(),
                (of, _) => format!("asked {file} {of} {area}"),
            };
            let recorded = match provider {
                None => format!("recorded {file} {column} {area}"),
                Some(provider) => format!("recorded {file} {column} by {provider}"),
            };
            if provider.is_some() {
                let whole = format!("recorded {file} {column} total");
                by_provider.entry(whole).or_default().push(recorded.clone());
                let hidden = row["suppressed"] == true;
                if row["count"].is_u64() || hidden {
                    self.tell(recorded.clone(), row["count"].as_f64());
                }
            }
            if let (Some(count), Some(share)) = (row["count"].as_f64(), row["share"].as_f64())
                && share > 0.0
            {
                self.tell(asked.clone(), Some((count / share).round()));
            }
            self.at_most(&recorded, &asked);
            // Columns that are asked of one another count those who have both.
            let other = match column {
                "closed_on" => "closure_reason",
                "first_assessment_attended_on" => "assessment_outcome",
                _ => column,
            };
            if other != column && provider.is_none() {
                self.add_up(recorded.clone(), vec![format!("recorded {file} {other} {area}")]);
            }
            if (file, column) == ("support", "started_on") && provider.is_none() {
                self.add_up(recorded, vec![format!("asked support started {area}")]);
            }
        }
        for (whole, parts) in by_provider {
            self.add_up(whole, parts);
        }
        for of in ["referrals total total", "support"] {
            let file = if of == "support" { "support" } else { "referrals" };
            if columns.iter().any(|(other, column)| other == file && column == "area") {
                let asked = |area: &str| match file {
                    "referrals" => format!("referrals {area} total"),
                    _ => format!("asked support support_cases {area}"),
                };
                let areas: Vec<String> = AREAS.iter().map(|area| asked(area)).collect();
                self.add_up(format!("recorded {file} area total"), areas.clone());
                let all = areas.into_iter().chain([asked("not_recorded")]).collect();
                self.add_up(of, all);
            }
        }
        for (stage, column) in [
            ("contacted", "first_contact_on"),
            ("assessed", "assessed_on"),
            ("started", "started_on"),
        ] {
            let recorded = format!("recorded support {column} total");
            self.add_up(recorded, vec![format!("support {stage}")]);
        }
        for (column, of) in [
            ("age_at_referral", "age_band"),
            ("ethnicity", "ethnicity"),
            ("religion", "religion"),
            ("needs", "needs"),
        ] {
            let recorded = format!("recorded support {column} total");
            self.add_up("support", vec![recorded, format!("women {of} not_recorded")]);
        }
    }

    fn held(&mut self, rows: &[Json]) {
        let programme = ["group", "one_to_one", "not_recorded"];
        for (key, what) in [("sessions", "sessions"), ("attended", "attendances")] {
            let name = |row: &Json| {
                format!("{what} {} {} {}", text(row, "area"), text(row, "month"), text(row, "kind"))
            };
            let whole = format!("{what} total total programme");
            for row in rows {
                self.tell_among(row, key, name(row));
            }
            let part = |holds: &dyn Fn(&Json) -> bool| -> Vec<String> {
                rows.iter().filter(|row| holds(row)).map(name).collect()
            };
            let sets = [
                part(&|row| text(row, "area") != "total"),
                part(&|row| text(row, "month") != "total"),
                part(&|row| programme.contains(&text(row, "kind"))),
            ];
            for set in sets.into_iter().filter(|of| !of.is_empty()) {
                self.add_up(whole.clone(), set);
            }
        }
        let kinds = rows.iter().filter(|row| text(row, "kind") != "programme");
        let kinds: Vec<String> =
            kinds.map(|row| format!("sessions total total {}", text(row, "kind"))).collect();
        if !kinds.is_empty() {
            self.add_up("recorded activity held_on total", kinds);
        }
    }

    /// The size of a group with a mean is told to 5, and is at most the group.
    fn means(&mut self, key: &str, rows: &[Json]) {
        let mut groups = Vec::new();
        for row in rows {
            let group = text(row, "group");
            let size = format!("size {key} {group}");
            if let Some(n) = row["n"].as_f64() {
                self.ranges.insert(size.clone(), ((n - 2.0).max(0.0), n + 2.0));
            }
            let whole = total(if group == "total" { "suitable" } else { group });
            self.at_most(&size, &whole);
            if group != "total" {
                groups.push(size);
            }
        }
        self.add_up(format!("size {key} total"), groups);
    }

    /// As if the release had printed nothing but its relations and its zeros, most of which
    /// are those of other areas.
    pub fn silent(mut self) -> Self {
        let zero = |told: &Option<f64>| *told == Some(0.0);
        let others = self.told.iter().filter(|(_, told)| !zero(told));
        self.loose = others.map(|(name, _)| name.clone()).collect();
        self.told.values_mut().filter(|told| !zero(told)).for_each(|told| *told = None);
        self.ranges.clear();
        self
    }

    /// What a second release tells of the same people, or of some of them: those of one area.
    pub fn beside(&mut self, other: Self, area: &str) {
        // A man with referrals of two areas is of either, by which release he is in.
        let of_cases = |name: &str| {
            let stems = ["referrals ", "recorded ", "support", "women ", "asked "];
            stems.iter().any(|stem| name.starts_with(stem))
        };
        let of_area = |name: &str| of_cases(name) && name.split(' ').any(|word| word == area);
        let rename = |name: &String| {
            if area.is_empty() || of_area(name) { name.clone() } else { format!("{area}: {name}") }
        };
        for (name, value) in &other.told {
            let own = rename(name);
            match other.loose.contains(name) {
                true if !self.told.contains_key(&own) => _ = self.loose.insert(own.clone()),
                false if value.is_none() => _ = self.loose.remove(&own),
                _ => {}
            }
            self.tell(own, *value);
        }
        let sums = other.sums.iter();
        self.sums.extend(
            sums.map(|(whole, parts)| (rename(whole), parts.iter().map(&rename).collect())),
        );
        for name in other.told.keys().filter(|name| rename(name) != **name) {
            if self.told.contains_key(name) && of_cases(name) {
                self.at_most(&rename(name), name);
            }
        }
        for (name, range) in &other.ranges {
            self.ranges.insert(rename(name), *range);
        }
    }
}
