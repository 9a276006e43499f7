//! Invented names: the usual ones of the region's communities, and many more out of syllables.

use super::draw::Draw;

/// The communities of the region, how many of a hundred people are of each, and the syllables of
/// their rarer names: how forenames begin and end, and how surnames do. The shares are about those
/// of the seven authorities; the syllables are our own, and so is every name made of them.
const COMMUNITIES: [(&str, f64, [&str; 4]); 9] = [
    (
        "white_british",
        0.52,
        [
            "al ar bar ber bran cal char clif col con dar del den der don dou ed el fran gar ger gil gor har hor jas jef jer ken law len les mal mar mel mor nor os per ral ray ren rod rol ros row stan ter tre tris wal war wil",
            "ton vin don ley ford ric bert ence mond fred ard ick son ald rey man win iel ew ian ence ham",
            "ash bar bick brad brom bur cart chad clay cope dal den dray earl fair fel fos gar good gran hals hap har hath haw hol hurst jes kel lang lea lit lyn mar mer mil mor nash nor oak old pen per pick rad raw row sal shel sher sid stan stour swin tal thorn tip tur wad wal war wat wed whit wil wood wyn",
            "ton ley ford ham well worth wood field man son er bury combe croft dale den hurst land low more ridge shaw stead stock",
        ],
    ),
    (
        "asian_pakistani",
        0.14,
        [
            "ab ad af ah ak al am an aq ar as at az bash bil dan far faz ham has ib im in ir is ja jun kam kas kha mah man maq mu nad nas nav no om qas ra riz sa sha shah sul ta tah us wa yas zah zu",
            "bas mal san tiq zal mad ram dil een han har id if im ir jad man meed nan qar rar sar shid sim tab yan zam",
            "ab ah akh al an as az ba bhat cha dar far gon ha hus iq ja kay kha kia lo mah mal man mir mu naw qu ra ras saj sha sid ta wa yo zaf",
            "bal dri eed had har id if ik il ir jid mad man med min mir moo nad qat ra rani shid sain shah tar yat zad",
        ],
    ),
    (
        "asian_indian",
        0.12,
        [
            "aj am an ar ash av bal ban bha cha dal dar dev dha dil gur har ind jag jas kam kar kir kul la man mo nar nav pa par pra pri ra raj ran sa san sar suk sur tar uj var vi vik",
            "deep dev jit inder it kash mohan nav pal preet raj vinder want esh ish al an ant een endra",
            "ag bad bai ban bas ben bha bir chau dha dhi dos gan gil gre har jaj joh jo kal kan kau la lal ma mah man me na nij pan par pat pun pur rai ran sa san sid so sha su ta uk vai ver vir",
            "wal al ana ani arwal di dhu el esh ga gar har iya ji jan ka kar lal ma mani nder ni pal ra ria shi ta than tra",
        ],
    ),
    (
        "asian_bangladeshi",
        0.05,
        [
            "ab af an ar az ba bul de ek fa fo ha hab he im ja ka ki lu ma mi mo na ni nu ra ru sa se sha shi su ta to za",
            "bul del dur fiq hid jol kib lam lek lil mal min mon moz nur qul rul sar shed sum tab tin zad zul",
            "ah al bis cho das haq ho is ka kha las mia mol mu pa ra rah sar sha sik tal uz",
            "med am bur dar der hary iq kder lam lik man mon nul que rder shid sain tul uddin zam",
        ],
    ),
    (
        "black_caribbean",
        0.05,
        [
            "al an ca clif cour da de del des dor ed el er ev fit gar glen hor jer ke le lin lloyd mar max mor nev os pat ral ro roy sel the tre tyr vic wen win",
            "bert der don ford lon ique lroy ray ron ston ton van ville vin win xton yne zroy",
            "bai bar ben blais bro cam cla col dac da dou ed fra gor gra ha hen hib in jo lew mat mor mul nel pa pow rei ric ro sam sin spen ste tho tul wal wil wri",
            "bell by cer dall den dock ell er ford grave ings ison kins lace ley man mond nett ner nolds ris rett son ton well",
        ],
    ),
    (
        "black_african",
        0.04,
        [
            "ab ade ak ama an ay bab ba chi chu cyr da eb ek em en fem ga god ib ife ike ja ka ko kwa la ma mo na nna ob od ola olu om sa se ta te tu uc ye yo",
            "ayo bari bayo dele di du fe fi ka ke kun ma me mi nna nze ola ore rin sa shi tope tunde wale yemi zie",
            "ab ade agy ama an as boa cha da di ek ez ga ib iw ka kam ma men mo mu nd nk nw ob od og oh ok ola ole on os ow ow sa ta tu uz",
            "ah aka anya bayo di du eke eme gbo iah jo ko ku la mah me mi na neye nkwo no ola oni pong ro shi tunde wale wu yemi",
        ],
    ),
    (
        "white_other",
        0.05,
        [
            "ad al an ar bar bo bro ce da do dra e fi fra gri grze hen ig ja jar jer ka kon krys la le ma mar mi mie my ni o pa pi pio prze ra ro ry se sta szy to va vi wal wi wo za zbi",
            "bert cek cin dan dek dian drzej ek fan gor gusz ian il iusz kasz lav lian mek min mir olaj osz rek ron slaw sz tian tosz usz win ymon zej",
            "ad an bar ba bed bia bo bor bu cie cza da do dud ga go gor gra ja jan ka kac kal ko kow kra kub kwi la le lew li ma maj mal maz mich mro no o pa paw pie pio ru sa se sik sob szy to wal wie wil wit woj wro za zie",
            "a ak anek asz czak czyk dek el icki iec ik in inski ka ko kowski la lak lek licz mek nek ny ok orz owicz owski ski szek ski ura wski yk zak",
        ],
    ),
    (
        "white_irish",
        0.02,
        [
            "ai ar bren ci co cor da de der dec don ea eam en fer fin gar ger ke kil lor mal mi na niall o or ow pa ro ror sea sean tad ter",
            "an ard ban ce chan clan dan gal gan gus ic in lan mac mot nan nell or ran ry than tin vin",
            "ba bra bre by cal ca cas cav cla col con cor cos cur da de don dow dun fa fin fla fly foy ga gea gra ha he hog ke ken la mal mc mo mul mur no o'br o'do o'ke qui re ri ro ry she sul ti tor wa whe",
            "an ary dan den dy ell er gan gh han ien ity kin lan ley llan lly ly nan nell ney nnor ran rey rke sey van vey vin",
        ],
    ),
    (
        "arab",
        0.01,
        [
            "ab ad ah ak al am an as ay ba bi fa fu ha hi hu ib id ja ka kha la ma mo mu na ni om qa ra sa sha su ta ti wa ya za zi",
            "bil dar did dun fiq ham him jad lal led lid man med mer min mir nan rad ref rim sam sim tem wad yad zan",
            "ab ad ah al as ay az ba da fa gha ha has hu id ja kha ma man mo na naj om qa ra sa sal sha su ta ya za",
            "bari dad di dri fi ghi hir jjar li lam man mari mi nai qi rawi sari shi tani usi wi yed zari",
        ],
    ),
];

/// How many rarer forenames and surnames each community has.
const RARER: (usize, usize) = (600, 6_000);

/// The names of one community, and how often each is borne.
pub(super) struct Community {
    share: f64,
    forenames: Ranked,
    surnames: Ranked,
}

/// Names by rank, and the sum of their frequencies up to each.
struct Ranked {
    names: Vec<String>,
    sums: Vec<f64>,
}

impl Ranked {
    /// The usual names first, then those of syllables; each rank is borne less often.
    fn new(usual: Vec<String>, parts: [&str; 2], rarer: usize, fall: f64, draw: &mut Draw) -> Self {
        let mut names = usual;
        draw.shuffle(&mut names);
        let known: Vec<Vec<&str>> =
            parts.iter().map(|part| part.split(' ').collect::<Vec<_>>()).collect();
        let wanted = names.len() + rarer;
        let mut seen: rustc_hash::FxHashSet<String> = names.iter().cloned().collect();
        for _ in 0..rarer * 20 {
            if names.len() == wanted {
                break;
            }
            let mut name = String::new();
            name.push_str(draw.one_of(&known[0]).unwrap_or_default());
            if draw.chance(0.35) {
                name.push_str(draw.one_of(&known[0]).unwrap_or_default());
            }
            name.push_str(draw.one_of(&known[1]).unwrap_or_default());
            let name = capital(&name);
            if seen.insert(name.clone()) {
                names.push(name);
            }
        }
        let mut sum = 0.0;
        let sums = (0..names.len())
            .map(|rank| {
                sum += 1.0 / (rank as f64 + 3.0).powf(fall);
                sum
            })
            .collect();
        Self { names, sums }
    }
    fn draw(&self, draw: &mut Draw) -> &str {
        let at = draw.unit() * self.sums.last().copied().unwrap_or_default();
        let rank = self.sums.partition_point(|sum| *sum <= at);
        self.names.get(rank).or(self.names.last()).map_or("", String::as_str)
    }
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// All communities; their names hang on the seed.
pub(super) fn communities(draw: &mut Draw) -> Vec<Community> {
    let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/invented-names.csv"));
    let usual = |community: &str, part: &str| -> Vec<String> {
        let lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        lines
            .filter(|cells| cells.len() == 3 && cells[0] == community && cells[1] == part)
            .map(|cells| cells[2].to_owned())
            .collect()
    };
    COMMUNITIES
        .iter()
        .map(|(key, share, [first, end, surname, surname_end])| Community {
            share: *share,
            forenames: Ranked::new(usual(key, "his"), [first, end], RARER.0, 1.0, draw),
            surnames: Ranked::new(
                usual(key, "surname"),
                [surname, surname_end],
                RARER.1,
                0.8,
                draw,
            ),
        })
        .collect()
}

impl Community {
    /// One of all, by their shares.
    pub fn draw<'a>(all: &'a [Self], draw: &mut Draw) -> Option<&'a Self> {
        let mut left = draw.unit() * all.iter().map(|of| of.share).sum::<f64>();
        let chosen = all.iter().find(|of| {
            left -= of.share;
            left < 0.0
        });
        chosen.or(all.last())
    }
    pub fn forename(&self, draw: &mut Draw) -> String {
        self.forenames.draw(draw).to_owned()
    }
    pub fn surname(&self, draw: &mut Draw) -> String {
        self.surnames.draw(draw).to_owned()
    }
}
