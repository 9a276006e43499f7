//! An attacker: all that a release prints, and the relations that the specification states
//! between its tables, as one linear program. It knows nothing of how the release was made.

use std::collections::{BTreeMap, BTreeSet};

use microlp::{ComparisonOp, OptimizationDirection, Problem};
use serde_json::Value as Json;

mod several;

/// What is known: what each count is or that it is suppressed, and how counts add up.
#[derive(Default)]
pub struct Auditor {
    /// What is printed of a set of people; nothing where it is suppressed.
    told: BTreeMap<String, Option<f64>>,
    /// Sets that add up to another.
    sums: Vec<(String, Vec<String>)>,
    /// Those that stand among other counts of their row: hidden, they may be 0 as well.
    loose: BTreeSet<String>,
    /// What is told of a number that is rounded.
    ranges: BTreeMap<String, (f64, f64)>,
    /// Rows that say two numbers of the same people.
    pub contradictions: Vec<String>,
}

/// What is unknown of a sum, with its signs, and what it has to come to.
type Equation<'a> = (BTreeMap<&'a String, f64>, f64);

/// The bounds of a suppressed count.
pub struct Bounds {
    pub name: String,
    pub low: f64,
    pub high: f64,
}

fn text<'a>(row: &'a Json, key: &str) -> &'a str {
    row.get(key).and_then(Json::as_str).unwrap_or_default()
}

impl Auditor {
    fn tell(&mut self, name: String, value: Option<f64>) {
        match (self.told.get(&name), value) {
            (None, _) | (Some(None), Some(_)) => {
                self.told.insert(name, value);
            }
            (Some(Some(one)), Some(other)) if *one != other => {
                self.contradictions.push(format!("{name}: {one} and {other}"));
            }
            _ => {}
        }
    }
    fn add_up(&mut self, whole: impl Into<String>, parts: Vec<String>) {
        self.sums.push((whole.into(), parts));
    }

    /// Everything that a release prints, and everything that follows from the specification.
    pub fn of(figures: &BTreeMap<String, Json>) -> Self {
        let mut auditor = Self::default();
        let none = Vec::new();
        for (key, figure) in figures {
            let rows = figure["rows"].as_array().unwrap_or(&none);
            // In a figure of counts the number counted is printed too.
            for row in rows {
                let Some(name) = name(key, row) else { continue };
                let count = row.get("count").or_else(|| row.get("value"));
                let value = count.and_then(Json::as_f64);
                if value.is_none() && row.get("suppressed").is_none() {
                    continue;
                }
                auditor.tell(name, value);
                if let (Some(whole), Some(count), Some(share)) =
                    (whole(key, row), value, row.get("share").and_then(Json::as_f64))
                    && share > 0.0
                {
                    auditor.tell(whole, Some((count / share).round()));
                }
                if key == "24"
                    && let Some(referrals) = row["referrals"].as_f64()
                {
                    auditor.tell(format!("referrals {} total", text(row, "area")), Some(referrals));
                }
            }
            auditor.relate(key, rows);
            auditor.base(key, figure, rows);
        }
        auditor.several(figures);
        auditor.stages();
        auditor.men_and_referrals();
        auditor
    }

    fn base(&mut self, key: &str, figure: &Json, rows: &[Json]) {
        let n = figure["n"].as_f64().filter(|n| *n > 0.0);
        let missing = figure["missing"].as_f64().unwrap_or_default();
        if let (Some(n), "6") = (n, key) {
            self.tell("interviews of social workers done".to_owned(), Some(n));
            let of_areas = rows.iter().filter(|row| !text(row, "area").is_empty());
            let parts = of_areas.filter_map(|row| name(key, row)).collect();
            self.add_up("interviews of social workers done", parts);
        }
        let (Some(n), "19" | "30") = (n, key) else { return };
        let whole = if key == "19" { "decided total unsuitable" } else { "support" };
        self.tell(format!("{key} counted"), Some(n));
        self.tell(format!("{key} missing"), Some(missing));
        self.add_up(whole, vec![format!("{key} counted"), format!("{key} missing")]);
        let parts = rows.iter().filter_map(|row| name(key, row)).collect();
        self.add_up(format!("{key} counted"), parts);
    }

    /// The sums of the rows of one figure.
    fn relate(&mut self, key: &str, rows: &[Json]) {
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in rows {
            let Some(name) = name(key, row) else { continue };
            let two: Option<(&str, &str)> = match key {
                "20" => Some(("area", "quarter")),
                "18" => Some(("area", "outcome")),
                "24" => Some(("area", "group")),
                "25" => Some(("plan", "group")),
                _ => None,
            };
            if let Some((down, across)) = two {
                let (down, across) = (text(row, down), text(row, across));
                let stem = name.split(' ').next().unwrap_or_default().to_owned();
                if across != "total" {
                    groups
                        .entry(format!("across\t{stem} {down} total"))
                        .or_default()
                        .insert(name.clone());
                }
                if down != "total" {
                    groups.entry(format!("down\t{stem} total {across}")).or_default().insert(name);
                }
                continue;
            }
            match key {
                "conversion" if text(row, "value") != "total" && text(row, "stage") != "open" => {
                    // All areas, or all quarters, are everyone of the stage.
                    let (by, stage) = (text(row, "by"), text(row, "stage"));
                    groups.entry(format!("all {by}\t{}", total(stage))).or_default().insert(name);
                }
                "equality" if text(row, "by") != "needs" => {
                    let (by, stage) = (text(row, "by"), text(row, "stage"));
                    groups.entry(format!("all {by}\t{}", total(stage))).or_default().insert(name);
                }
                "demography" if text(row, "column") != "needs" => {
                    let (who, column) = (text(row, "who"), text(row, "column"));
                    let whole = match who {
                        "men" => "individuals".to_owned(),
                        "women" => "support".to_owned(),
                        group => format!("engaged total {group}"),
                    };
                    groups.entry(format!("all {column} {who}\t{whole}")).or_default().insert(name);
                }
                "change" if !text(row, "month").is_empty() => {
                    let (year, month) = text(row, "month").split_once('-').unwrap_or_default();
                    let quarter = (month.parse::<u32>().unwrap_or(1) - 1) / 3 + 1;
                    let whole = format!("referrals total {year}Q{quarter}");
                    groups.entry(whole).or_default().insert(name);
                }
                "6" => {
                    let phase = &row["phase"];
                    if text(row, "area").is_empty() {
                        continue;
                    }
                    let whole = format!("interviews of social_worker done in {phase}");
                    groups.entry(whole).or_default().insert(name);
                }
                "completeness" if text(row, "area") != "total" => {
                    let whole =
                        format!("recorded {} {} total", text(row, "file"), text(row, "column"));
                    groups.entry(whole).or_default().insert(name);
                }
                _ => {}
            }
        }
        for (whole, parts) in groups {
            let whole = whole.split_once('\t').map_or(whole.as_str(), |(_, whole)| whole);
            self.add_up(whole, parts.into_iter().collect());
        }
    }

    /// What figures say of one another.
    fn stages(&mut self) {
        let names: Vec<String> = self.told.keys().cloned().collect();
        let same =
            |auditor: &mut Self, one: String, other: String| auditor.add_up(one, vec![other]);
        same(self, "decided total suitable".to_owned(), "engaged total total".to_owned());
        for name in names {
            let words: Vec<&str> = name.split(' ').collect();
            match words.as_slice() {
                ["decided", area, "suitable"] => {
                    same(self, name.clone(), format!("engaged {area} total"));
                }
                ["plan", "total", group] => {
                    same(self, name.clone(), format!("engaged total {group}"));
                }
                ["engaged", area, "some_sessions"] => self.add_up(
                    format!("started {area}"),
                    vec![name.clone(), format!("engaged {area} completed")],
                ),
                // A characteristic: those of the groups are those of the stages.
                ["men", column, value, "some_sessions"] => {
                    let of = |group: &str| format!("men {column} {value} {group}");
                    self.add_up(of("started"), vec![of("some_sessions"), of("completed")]);
                    self.add_up(of("suitable"), vec![of("started"), of("no_sessions")]);
                }
                ["men", "ethnicity_group", group, stage]
                    if ["white", "asian", "black", "mixed"].contains(group)
                        && ["suitable", "started", "completed"].contains(stage) =>
                {
                    let of_group = |code: &str| {
                        code == *group
                            || code.strip_prefix(group).is_some_and(|of| of.starts_with('_'))
                    };
                    let codes = self.told.keys().filter(|name| {
                        let of =
                            name.strip_prefix("men ethnicity ").and_then(|of| of.split_once(' '));
                        of.is_some_and(|(code, of)| of == *stage && of_group(code))
                    });
                    let codes = codes.cloned().collect();
                    self.add_up(name.clone(), codes);
                }
                ["recorded", "referrals", "referral_ref", area] => {
                    same(self, name.clone(), format!("referrals {area} total"));
                }
                _ => {}
            }
        }
    }

    /// A man is his index referral, and every other referral is one more: of an area, of a column
    /// and of an outcome there are as many referrals as men, and no more besides than others.
    fn men_and_referrals(&mut self) {
        self.add_up("referrals total total", vec!["individuals".to_owned(), "others".to_owned()]);
        let areas: Vec<String> = self
            .told
            .keys()
            .filter_map(|name| name.strip_prefix("referrals ")?.strip_suffix(" total"))
            .filter(|area| *area != "total")
            .map(str::to_owned)
            .collect();
        let others = areas.iter().map(|area| format!("others {area}")).collect();
        self.add_up("others", others);
        for area in &areas {
            let of = |who: &str| format!("{who} {area}");
            self.add_up(of("referrals") + " total", vec![of("individuals"), of("others")]);
        }
        for area in areas.iter().map(String::as_str).chain(["total"]) {
            let others =
                if area == "total" { "others".to_owned() } else { format!("others {area}") };
            let mut outcomes = Vec::new();
            for (of, men) in [
                ("suitable", format!("engaged {area} total")),
                ("unsuitable", format!("decided {area} unsuitable")),
            ] {
                let more = format!("others {of} {area}");
                self.add_up(format!("{of} referrals {area}"), vec![men, more.clone()]);
                outcomes.push(more);
            }
            let decided = format!("others decided {area}");
            self.add_up(decided.clone(), outcomes);
            let men = format!("decided {area} total");
            self.add_up(format!("decided referrals {area}"), vec![men, decided.clone()]);
            let with_outcome = format!("others with outcome {area}");
            self.add_up(with_outcome.clone(), vec![decided, format!("others pending {area}")]);
            let men = vec![format!("decided {area} total"), format!("pending {area}")];
            let all = men.into_iter().chain([with_outcome.clone()]).collect();
            self.add_up(format!("with_outcome referrals {area}"), all);
            self.add_up(others, vec![with_outcome, format!("others without outcome {area}")]);
        }
        for (column, of) in
            [("age_at_referral", "age_band"), ("ethnicity", "ethnicity"), ("religion", "religion")]
        {
            let (recorded, not) = (format!("others with {of}"), format!("others without {of}"));
            let stem = format!("men {of} ");
            let men = self.told.keys().filter(|name| {
                let value = name.strip_prefix(&stem).and_then(|of| of.strip_suffix(" individuals"));
                value.is_some_and(|value| value != "not_recorded")
            });
            let all = men.cloned().chain([recorded.clone()]).collect();
            self.add_up(format!("recorded referrals {column} total"), all);
            self.add_up("others", vec![recorded, not]);
        }
    }

    /// The bounds of every suppressed count. Worlds found on the way are kept, so that a count
    /// already seen 3 apart is not asked for again.
    pub fn bounds(&self) -> Vec<Bounds> {
        let mut seen: BTreeMap<&String, (f64, f64)> = BTreeMap::new();
        for equations in self.equations() {
            let unknown: BTreeSet<&String> =
                equations.iter().flat_map(|(terms, _)| terms.keys().copied()).collect();
            let hidden = unknown.iter().filter(|name| self.told.contains_key(**name));
            for name in hidden {
                for direction in [OptimizationDirection::Maximize, OptimizationDirection::Minimize]
                {
                    if seen.get(name).is_some_and(|(low, high)| high - low >= 3.0 - 1e-6) {
                        continue;
                    }
                    for (of, value) in self.world(direction, name, &equations, &unknown) {
                        let (low, high) = seen.entry(of).or_insert((value, value));
                        (*low, *high) = (low.min(value), high.max(value));
                    }
                }
            }
        }
        let hidden = seen.into_iter().filter(|(name, _)| self.told.contains_key(*name));
        hidden.map(|(name, (low, high))| Bounds { name: name.clone(), low, high }).collect()
    }

    /// The sums with what is told put in, apart where they share nothing that is unknown.
    fn equations(&self) -> Vec<Vec<Equation<'_>>> {
        let mut parts: Vec<(BTreeSet<&String>, Vec<Equation<'_>>)> = Vec::new();
        for (whole, of) in &self.sums {
            let mut terms: BTreeMap<&String, f64> = BTreeMap::new();
            let mut constant = 0.0;
            let signed = of.iter().map(|part| (part, 1.0)).chain(std::iter::once((whole, -1.0)));
            for (name, sign) in signed {
                match self.told.get(name) {
                    Some(Some(value)) => constant -= sign * value,
                    _ => *terms.entry(name).or_default() += sign,
                }
            }
            if terms.is_empty() {
                assert!(constant.abs() < 1e-9, "{whole} is not the sum of its parts {of:?}");
                continue;
            }
            let mut names: BTreeSet<&String> = terms.keys().copied().collect();
            let mut equations = vec![(terms, constant)];
            let (joined, apart): (Vec<_>, Vec<_>) =
                parts.into_iter().partition(|(of, _)| !of.is_disjoint(&names));
            parts = apart;
            for (of, others) in joined {
                names.extend(of);
                equations.extend(others);
            }
            parts.push((names, equations));
        }
        parts.into_iter().map(|(_, equations)| equations).collect()
    }

    fn world<'a>(
        &'a self,
        direction: OptimizationDirection,
        target: &str,
        equations: &[Equation<'a>],
        unknown: &BTreeSet<&'a String>,
    ) -> Vec<(&'a String, f64)> {
        let mut problem = Problem::new(direction);
        let variables: BTreeMap<&String, _> = unknown
            .iter()
            .map(|name| {
                let strict = self.told.contains_key(*name) && !self.loose.contains(*name);
                let least = if strict { 1.0 } else { 0.0 };
                let range = self.ranges.get(*name).copied().unwrap_or((least, 1e5));
                (*name, problem.add_var(f64::from(u8::from(*name == target)), range))
            })
            .collect();
        for (terms, constant) in equations {
            let terms: Vec<_> = terms.iter().map(|(name, sign)| (variables[name], *sign)).collect();
            problem.add_constraint(terms, ComparisonOp::Eq, *constant);
        }
        let outcome = problem.solve().unwrap_or_else(|fault| panic!("{target}: {fault}"));
        let solution = outcome.into_solution().unwrap_or_else(|_| panic!("{target}: no solution"));
        unknown.iter().map(|name| (*name, solution.var_value(variables[name]))).collect()
    }
}

/// Everyone of a stage, by name.
fn total(stage: &str) -> String {
    match stage {
        "assessed" => "assessed total".to_owned(),
        "suitable" => "engaged total total".to_owned(),
        "started" => "started total".to_owned(),
        stage => format!("engaged total {stage}"),
    }
}

fn of_stage(by: &str, value: &str, stage: &str) -> String {
    match (by, stage) {
        (_, _) if value == "total" => total(stage),
        ("area", "suitable") => format!("engaged {value} total"),
        ("area", "completed") => format!("engaged {value} completed"),
        ("area", stage) => format!("{stage} {value}"),
        (by, stage) => format!("men {by} {value} {stage}"),
    }
}

/// The people whom the share of a row is of.
fn whole(key: &str, row: &Json) -> Option<String> {
    let of = text(row, "of");
    match key {
        "conversion" | "equality" => Some(of_stage(text(row, "by"), text(row, "value"), of)),
        "24" if of == "suitable_of_area" => Some(format!("engaged {} total", text(row, "area"))),
        "25" if of == "suitable_of_plan" => Some(format!("plan {} total", text(row, "plan"))),
        "14" => stage(of),
        "iss" => Some("support".to_owned()),
        "completeness"
            if text(row, "file") == "referrals"
                && ["suitable", "unsuitable", "decided", "with_outcome"].contains(&of) =>
        {
            Some(format!("{of} referrals {}", text(row, "area")))
        }
        _ => None,
    }
}

fn stage(stage: &str) -> Option<String> {
    Some(match stage {
        "referrals" => "referrals total total".to_owned(),
        "individuals" => "individuals".to_owned(),
        "decided" => "decided total total".to_owned(),
        "assessed" | "suitable" | "started" | "completed" => total(stage),
        _ => return None,
    })
}

/// The people whom a row counts, by one name in whichever figure it stands.
fn name(key: &str, row: &Json) -> Option<String> {
    let of = |key| text(row, key);
    Some(match key {
        "14" => return stage(of("stage")),
        "13" => match of("output") {
            "support_referred" => "support".to_owned(),
            "support_received" => "support started".to_owned(),
            output => return stage(output),
        },
        "18" => format!("decided {} {}", of("area"), of("outcome")),
        "19" => format!("reason {}", of("reason")),
        "20" => format!("referrals {} {}", of("area"), of("quarter")),
        "24" => format!("engaged {} {}", of("area"), of("group")),
        "25" => format!("plan {} {}", of("plan"), of("group")),
        "30" => format!("benefit {}", row["sum"]),
        "conversion" | "equality" => of_stage(of("by"), of("value"), of("stage")),
        "demography" => {
            let column = match of("column") {
                "age_at_referral" => "age_band",
                column => column,
            };
            match of("who") {
                "women" => format!("women {column} {}", of("value")),
                "men" => format!("men {column} {} individuals", of("value")),
                group => format!("men {column} {} {group}", of("value")),
            }
        }
        "iss" => match (of("stage"), of("support")) {
            ("referred", _) => "support".to_owned(),
            (stage, support) => format!("support {stage}{support}"),
        },
        "6" => match (of("area"), of("organisation"), &row["phase"]) {
            ("", "", phase) => {
                format!("interviews of {} {} in {phase}", of("group"), of("stage"))
            }
            (area, organisation, phase) => format!("interviews {area}{organisation} in {phase}"),
        },
        "change" if !of("month").is_empty() => format!("month {}", of("month")),
        "completeness" if matches!(of("provider"), "" | "total") => {
            format!("recorded {} {} {}", of("file"), of("column"), of("area"))
        }
        "cost" => match of("of") {
            "support_cases" => "support".to_owned(),
            of => return row.get("count").and_then(|_| stage(of)),
        },
        _ => return None,
    })
}
