//! Programmes, the organisations that take part in them, and the areas that those serve. None of
//! it is about a person.

use access::{Act, Permitted, act};
use pathway::{Area, OrganisationId, ProgrammeId};

use crate::Store;
use crate::change::{Change, NotCommitted};
use crate::database::Columns;
use crate::fault::Fault;
use crate::keys::{Holder, Side};
use crate::premise::Premise;
use crate::sql::{Sql, stamp};
use crate::writer::{Insert, OnConflict, Table};

/// A programme: one installation serves several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programme {
    /// Which.
    pub id: ProgrammeId,
    /// What people call it.
    pub name: String,
}

/// An organisation whose workers sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Which.
    pub id: OrganisationId,
    /// What people call it.
    pub name: String,
    /// What it takes part as.
    pub kind: OrganisationKind,
}

/// An area that an organisation serves in another programme, and one of those that do, of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedElsewhere {
    /// Which programme, by name.
    pub programme: String,
    /// Which area of it.
    pub area: Area,
    /// By whom, by name.
    pub by: String,
}

/// What an organisation takes part as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrganisationKind {
    /// Refers families.
    Referrer,
    /// Runs the programme.
    Programme,
    /// Supports women.
    Support,
    /// Commissions or evaluates.
    Oversight,
    /// Keeps accounts.
    Administration,
}

static PROGRAMMES: Table = Table {
    name: "programmes",
    columns: &["id", "name", "made"],
    key: 1,
    on_conflict: OnConflict::Replace { kept: &["made"] },
};
static ORGANISATIONS: Table = Table {
    name: "organisations",
    columns: &["id", "name", "kind", "made"],
    key: 1,
    on_conflict: OnConflict::Replace { kept: &["made"] },
};
static TAKING_PART: Table = Table {
    name: "taking_part",
    columns: &["programme", "organisation"],
    key: 2,
    on_conflict: OnConflict::Keep,
};
static AREAS_SERVED: Table = Table {
    name: "areas_served",
    columns: &["programme", "area", "organisation"],
    key: 3,
    on_conflict: OnConflict::Keep,
};

impl OrganisationKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Referrer, Self::Programme, Self::Support, Self::Oversight, Self::Administration];

    /// Its code in the database.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Referrer => "referrer",
            Self::Programme => "programme",
            Self::Support => "support",
            Self::Oversight => "oversight",
            Self::Administration => "administration",
        }
    }

    /// The kind of a code, as [`OrganisationKind::name`] gives it.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The sides whose keys its workers need.
    const fn sides(self) -> &'static [access::Side] {
        match self {
            Self::Referrer => &[access::Side::Referring],
            // A programme's own people may run its desk for self-referrals.
            Self::Programme => &[access::Side::Programme, access::Side::Referring],
            Self::Support => &[access::Side::Support],
            Self::Oversight | Self::Administration => &[],
        }
    }
}

impl Change {
    /// Adds the programme of the leave, or gives it another name.
    pub fn programme(
        &mut self,
        permitted: &Permitted<act::ManageProgramme>,
        programme: &Programme,
    ) -> &mut Self {
        self.within(permitted.programme(), programme.id);
        let (id, name) = (programme.id.uuid().into(), programme.name.clone().into());
        self.row(Insert::into(&PROGRAMMES, [id, name, stamp(self.at()).into()]))
    }

    /// It is written only while the programme of the leave is called so.
    pub fn upon_name(
        &mut self,
        permitted: &Permitted<act::ManageProgramme>,
        name: &str,
    ) -> &mut Self {
        let programme = permitted.programme().uuid();
        let sql = Sql::with("SELECT name FROM programmes WHERE id = ?", [programme.into()]);
        self.upon(Premise::of(programme, sql, 1, vec![Premise::row([name])]))
    }

    /// Adds an organisation to the programme of the leave, with the keys that its workers will
    /// need, or gives it another name or kind.
    pub fn organisation(
        &mut self,
        permitted: &Permitted<act::ManageOrganisations>,
        organisation: &Organisation,
        store: &Store,
    ) -> &mut Self {
        self.held(permitted, organisation.id.uuid());
        let id = organisation.id.uuid();
        self.row(Insert::into(
            &ORGANISATIONS,
            [
                id.into(),
                organisation.name.clone().into(),
                organisation.kind.name().into(),
                stamp(self.at()).into(),
            ],
        ));
        let programme = permitted.programme().uuid();
        self.row(Insert::into(&TAKING_PART, [programme.into(), id.into()]));
        for side in organisation.kind.sides() {
            self.first_key_of(organisation.id, *side, store);
        }
        self
    }

    /// An organisation serves an area of the programme of the leave.
    pub fn serves(
        &mut self,
        permitted: &Permitted<act::ManageAreas>,
        area: &Area,
        organisation: OrganisationId,
    ) -> &mut Self {
        let programme = permitted.programme().uuid();
        self.row(Insert::into(
            &AREAS_SERVED,
            [programme.into(), area.name().into(), organisation.uuid().into()],
        ))
    }

    /// An organisation serves an area no more. What it was given stays its own: cases, groups, and
    /// roles of its people there.
    pub fn serves_no_more(
        &mut self,
        permitted: &Permitted<act::ManageAreas>,
        area: &Area,
        organisation: OrganisationId,
    ) -> &mut Self {
        let programme = permitted.programme().uuid();
        self.then(Sql::with(
            "DELETE FROM areas_served WHERE programme = ? AND area = ? AND organisation = ?",
            [programme.into(), area.name().into(), organisation.uuid().into()],
        ))
    }

    /// It is written only while those take part, and serve those areas, that were read: what it comes
    /// to was worked out from them.
    pub fn upon_taking_part<A: Act>(
        &mut self,
        permitted: &Permitted<A>,
        all: &[(Organisation, Vec<Area>)],
    ) -> &mut Self {
        let rows = all.iter().flat_map(|(one, areas)| {
            let row = |area: &str| Premise::row([&one.name, one.kind.name(), area]);
            let none = areas.is_empty().then(|| row(""));
            none.into_iter().chain(areas.iter().map(move |area| row(area.name())))
        });
        let programme = permitted.programme().uuid();
        let sql = Sql::with(
            "SELECT organisations.name, organisations.kind, COALESCE(areas_served.area, '') \
             FROM organisations JOIN taking_part ON taking_part.organisation = organisations.id \
             LEFT JOIN areas_served ON areas_served.programme = taking_part.programme \
             AND areas_served.organisation = organisations.id WHERE taking_part.programme = ?",
            [programme.into()],
        );
        self.upon(Premise::of(programme, sql, 3, rows.collect()))
    }

    /// It is written only while those serve the areas of an organisation in other programmes that were
    /// read.
    pub fn upon_served_elsewhere(
        &mut self,
        permitted: &Permitted<act::ManageOrganisations>,
        all: &[ServedElsewhere],
    ) -> &mut Self {
        let rows = all.iter().map(|one| Premise::row([&one.programme, one.area.name(), &one.by]));
        let (record, sql) = (permitted.record(), served_elsewhere(permitted));
        self.upon(Premise::of(record, sql, 3, rows.collect()))
    }

    /// The first wrapping key of an organisation and side, where there is none.
    pub(crate) fn first_key_of(
        &mut self,
        organisation: OrganisationId,
        side: access::Side,
        store: &Store,
    ) {
        let Some(side) = Side::of(side) else { return };
        let holder = Holder::Wrapping { organisation, side, version: 1 };
        if store.keys().current(organisation, side).is_none() && !self.makes(holder) {
            let inside = &store.inside;
            let surroundings = store.surroundings();
            self.first_key(inside.keys.successor(organisation, side, &inside.master, surroundings));
        }
    }

    /// Leave in one programme writes to no other.
    pub(crate) fn within(&mut self, permitted: ProgrammeId, written: ProgrammeId) {
        if permitted != written {
            self.refuse(NotCommitted::NotPermitted { record: written.uuid() });
        }
    }
}

impl Store {
    /// Every programme, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn programmes(&self) -> Result<Vec<Programme>, Fault> {
        let sql = Sql::new("SELECT id, name FROM programmes ORDER BY name");
        self.read(sql, |row| Ok(Programme { id: row.id(ProgrammeId::of)?, name: row.take()? }))
            .await
    }

    /// What the organisations of every programme are called: names are told apart among all.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisation_names(&self) -> Result<Vec<String>, Fault> {
        self.read(Sql::new("SELECT name FROM organisations"), |row| row.take()).await
    }

    /// How many people of each organisation hold a role in the programme of the leave and can sign
    /// in.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn head_counts(
        &self,
        permitted: &Permitted<act::ReadProgramme>,
    ) -> Result<Vec<(OrganisationId, u64)>, Fault> {
        let sql = Sql::with(
            "SELECT workers.organisation, COUNT(DISTINCT workers.id) FROM workers \
             JOIN roles ON roles.worker = workers.id \
             WHERE workers.state = 'active' AND roles.programme = ? GROUP BY workers.organisation",
            [permitted.programme().uuid().into()],
        );
        self.read(sql, |row| Ok((row.id(OrganisationId::of)?, row.number()?))).await
    }

    /// The organisations that take part in a programme, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisations(&self, programme: ProgrammeId) -> Result<Vec<Organisation>, Fault> {
        Ok(self.taking_part(programme).await?.into_iter().map(|(one, _)| one).collect())
    }

    /// Whether the organisation of the leave takes part in another programme too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn takes_part_elsewhere(
        &self,
        permitted: &Permitted<act::ManageOrganisations>,
    ) -> Result<bool, Fault> {
        let sql = Sql::with(
            "SELECT COUNT(*) FROM taking_part WHERE organisation = ? AND programme <> ?",
            [permitted.record().into(), permitted.programme().uuid().into()],
        );
        Ok(self.read(sql, |row| row.take::<i64>()).await?.pop().unwrap_or_default() > 0)
    }

    /// Who serves, with the organisation of the leave and as it does, the areas that it serves in
    /// programmes other than that of the leave: of those the first by name gets what is new.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn served_elsewhere(
        &self,
        permitted: &Permitted<act::ManageOrganisations>,
    ) -> Result<Vec<ServedElsewhere>, Fault> {
        let row = |row: &mut Columns<'_>| {
            let (programme, area, by): (_, String, _) = (row.take()?, row.take()?, row.take()?);
            Ok(ServedElsewhere { programme, area: Area::new(&area), by })
        };
        self.read(served_elsewhere(permitted), row).await
    }

    /// What one of them is called.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn organisation_name(
        &self,
        programme: ProgrammeId,
        organisation: OrganisationId,
    ) -> Result<Option<String>, Fault> {
        let sql = Sql::with(
            "SELECT organisations.name FROM organisations \
             JOIN taking_part ON taking_part.organisation = organisations.id \
             WHERE organisations.id = ? AND taking_part.programme = ?",
            [organisation.uuid().into(), programme.uuid().into()],
        );
        Ok(self.read(sql, |row| row.take()).await?.pop())
    }

    /// Who takes part, with the areas of the programme that each serves, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn taking_part(
        &self,
        programme: ProgrammeId,
    ) -> Result<Vec<(Organisation, Vec<Area>)>, Fault> {
        let sql = Sql::with(
            "SELECT organisations.id, organisations.name, organisations.kind, areas_served.area \
             FROM organisations JOIN taking_part ON taking_part.organisation = organisations.id \
             LEFT JOIN areas_served ON areas_served.programme = taking_part.programme \
             AND areas_served.organisation = organisations.id WHERE taking_part.programme = ?",
            [programme.uuid().into()],
        );
        let row = |row: &mut Columns<'_>| {
            Ok((organisation(row)?, row.take::<Option<String>>()?.as_deref().map(Area::new)))
        };
        let mut all: Vec<(Organisation, Vec<Area>)> = Vec::new();
        for (one, area) in self.read(sql, row).await? {
            match all.iter_mut().find(|(known, _)| known.id == one.id) {
                Some((_, areas)) => areas.extend(area),
                None => all.push((one, area.into_iter().collect())),
            }
        }
        all.iter_mut().for_each(|(_, areas)| areas.sort());
        all.sort_by(|(one, _), (other, _)| by_name(one, other));
        Ok(all)
    }

    /// The areas of a programme that anybody serves, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn areas(&self, programme: ProgrammeId) -> Result<Vec<Area>, Fault> {
        let sql = Sql::with(
            "SELECT DISTINCT area FROM areas_served WHERE programme = ? ORDER BY area",
            [programme.uuid().into()],
        );
        self.read(sql, |row| Ok(Area::new(&row.take::<String>()?))).await
    }

    /// The areas of a programme that an organisation serves, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn areas_of(
        &self,
        programme: ProgrammeId,
        organisation: OrganisationId,
    ) -> Result<Vec<Area>, Fault> {
        let sql = Sql::with(
            "SELECT area FROM areas_served WHERE programme = ? AND organisation = ? ORDER BY area",
            [programme.uuid().into(), organisation.uuid().into()],
        );
        self.read(sql, |row| Ok(Area::new(&row.take::<String>()?))).await
    }

    /// Who serves an area, by name: of those of a kind the first gets what is new there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn serving(
        &self,
        programme: ProgrammeId,
        area: &Area,
    ) -> Result<Vec<Organisation>, Fault> {
        let sql = Sql::with(
            "SELECT organisations.id, organisations.name, organisations.kind FROM organisations \
             JOIN areas_served ON areas_served.organisation = organisations.id \
             WHERE areas_served.programme = ? AND areas_served.area = ?",
            [programme.uuid().into(), area.name().into()],
        );
        let mut serving = self.read(sql, organisation).await?;
        serving.sort_by(by_name);
        Ok(serving)
    }
}

fn served_elsewhere(permitted: &Permitted<act::ManageOrganisations>) -> Sql {
    Sql::with(
        "SELECT programmes.name, its.area, others.name FROM organisations AS it \
         JOIN areas_served AS its ON its.organisation = it.id \
         JOIN programmes ON programmes.id = its.programme \
         JOIN areas_served AS theirs ON theirs.programme = its.programme AND theirs.area = its.area \
         JOIN organisations AS others ON others.id = theirs.organisation AND others.kind = it.kind \
         WHERE it.id = ? AND its.programme <> ?",
        [permitted.record().into(), permitted.programme().uuid().into()],
    )
}

/// In one order on every database, whatever its language: who is the first decides where what is new
/// goes.
fn by_name(one: &Organisation, other: &Organisation) -> std::cmp::Ordering {
    one.name.cmp(&other.name)
}

fn organisation(row: &mut Columns<'_>) -> Result<Organisation, Fault> {
    let (id, name) = (row.id(OrganisationId::of)?, row.take()?);
    let kind: String = row.take()?;
    let kind = OrganisationKind::named(&kind)
        .ok_or_else(|| Fault::Foreign(format!("the kind {kind} of an organisation")))?;
    Ok(Organisation { id, name, kind })
}
