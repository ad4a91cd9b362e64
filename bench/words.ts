/** Parts of names, addresses and categories; each list starts with the most common. */
const words = (text: string): readonly string[] => text.split(',');

export const firstNames = words(
  'James,Mary,John,Patricia,Robert,Jennifer,Michael,Linda,William,Elizabeth,David,Barbara,Richard,Susan,Joseph,' +
    'Jessica,Thomas,Sarah,Charles,Karen,Daniel,Nancy,Anthony,Sandra,Mark,Ashley,Paul,Emily,Andrew,Michelle,' +
    'George,Laura,Kevin,Anna,Eric,Nicole,Stephen,Helen,Frank,Rachel,Alexander,Maria,Patrick,Catherine,José,Zoë,' +
    'Łukasz,Jürgen,Søren,Björn,François,Renée,Chloë,Siân,Ángel,Inés,Mónica,Øyvind,Åsa,Günther,Jörg,Çağla,Wojciech,' +
    'Małgorzata,Priya,Rahul,Anjali,Mohammed,Fatima,Ahmed,Aisha,Wei,Mei,Hiroshi,Yuki,Min-jun,Olga,Dmitri,Luca,' +
    'Giulia,Hans,Greta,Pieter,Ingrid,Kwame,Chinedu,Ngozi,Thabo,Lerato,Иван,Ольга,花子,太郎',
);

export const lastNames = words(
  'Smith,Johnson,Williams,Brown,Jones,Garcia,Miller,Davis,Rodriguez,Martinez,Hernandez,Lopez,Gonzalez,Wilson,' +
    'Anderson,Thomas,Taylor,Moore,Jackson,Martin,Lee,Perez,Thompson,White,Harris,Sanchez,Clark,Ramirez,Lewis,' +
    'Robinson,Walker,Young,Allen,King,Wright,Scott,Torres,Nguyen,Hill,Flores,Green,Adams,Nelson,Baker,Hall,Müller,' +
    "Schmidt,Schneider,Fischer,Weber,Wagner,Schäfer,Krüger,O'Brien,O'Connor,McDonald,D'Angelo,De la Cruz," +
    'Van der Berg,Da Silva,Núñez,Özdemir,Yılmaz,Kowalski,Nowak,Wiśniewski,Dvořák,Horváth,Popescu,Rossi,Russo,' +
    'Ferrari,Dubois,Lefèvre,Moreau,Johansson,Sørensen,Nielsen,Okafor,Mensah,Nkosi,Singh,Kumar,Sharma,Khan,Chen,' +
    'Wang,Zhang,Yamamoto,Tanaka,Suzuki,Smith-Jones,Иванов,Смирнова,佐藤,山田',
);

export const companyStems = words(
  'First,National,American,United,Global,Northwind,Contoso,Fabrikam,Acme,Globex,Apex,Summit,Pinnacle,Horizon,' +
    'Pioneer,Liberty,Eagle,Falcon,Phoenix,Titan,Atlas,Orion,Nova,Stellar,Solar,Aurora,Cascade,Evergreen,Redwood,' +
    'Cedar,Maple,Oak,Willow,Riverside,Lakeside,Bayview,Pacific,Atlantic,Alpine,Continental,Premier,Royal,Crown,' +
    'Diamond,Golden,Silver,Blue,Bright,Swift,Café,Brasserie,Taquería,Bäckerei,A1,B2B,24/7,Quantum,Vertex,Delta,' +
    'Omega,Zenith,Nexus,Fusion,株式会社東京,有限公司北京,ООО Ромашка',
);

export const trades = words(
  'Consulting,Services,Solutions,Systems,Technologies,Logistics,Foods,Motors,Plumbing,Electric,Construction,' +
    'Partners,Capital,Holdings,Industries,Trading,Design,Media,Dental,Medical,Bakery,Cleaning,Roofing,Landscaping,' +
    'Interiors,Security,Software,Robotics,Farms,Energy,Textiles,Furniture,Hardware,Auto Parts,Accounting,Catering,' +
    'Travel,Books,Optics,Packaging,Steel,Glass,Paper,Chemicals',
);

export const companyForms = words(
  'Inc,LLC,Ltd,Corp,GmbH,Group,Co.,& Sons,Limited,PLC,AG,S.A.,B.V.,Pty Ltd,KG',
);

export const cities = words(
  'London,Paris,Berlin,New York,Hamburg,München,Zürich,Wien,Madrid,Barcelona,Lisboa,São Paulo,Bogotá,Chicago,' +
    'Houston,Dallas,Austin,Boston,Seattle,Denver,Toronto,Montréal,Sydney,Melbourne,Tokyo,Osaka,Seoul,Mumbai,Delhi,' +
    'Lagos,Nairobi,Istanbul,Roma,Milano,Dublin,Glasgow,Leeds,Oslo,Stockholm,Göteborg,København,Warszawa,Kraków,Praha',
);

export const categories = words(
  'Retail,Wholesale,Services,Manufacturing,Construction,Hospitality,Healthcare,Education,Non-profit,Government',
);

export const onsets = words('b,br,c,ch,d,dr,f,g,gr,h,j,k,kr,l,m,n,p,pr,r,s,sh,st,t,tr,v,w,z,th,bl,kl,fl');
export const nuclei = words('a,e,i,o,u,ai,ea,ie,oo,ou,y');
export const codas = words(',n,r,l,s,t,m,nd,rd,ck,ss,x,ng,rt');
