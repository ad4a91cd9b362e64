/** Parts of names, by language: proper names, then trades, then legal forms. */
const parts = (text: string): readonly string[] => text.split(',');

export interface Language {
  readonly stems: readonly string[];
  readonly trades: readonly string[];
  readonly forms: readonly string[];
}

export const languages = {
  English: {
    stems: parts(
      'Northwind,Ashford,Kingsley,Harrington,Whitmore,Blackwood,Fairchild,Pemberton,Lancaster,Winslow',
    ),
    trades: parts('Logistics,Plumbing,Bakery,Consulting,Furniture,Motors,Printing,Brewery'),
    forms: parts('Inc,Ltd,LLC,Corp'),
  },
  German: {
    stems: parts('Bäumler,Großmann,Häfner,Krüger,Lößnitz,Schönfeld,Überlinger,Weißhaupt,Röntgen,Kästner'),
    trades: parts(
      'Maschinenbau,Bäckerei,Spedition,Möbelhaus,Elektrotechnik,Gärtnerei,Druckerei,Gebäudereinigung',
    ),
    forms: parts('GmbH,AG,KG,UG'),
  },
  French: {
    stems: parts('Lefèvre,Beaumont,Château,Désirée,Garçon,Hébert,Noël,Provençal,Rivière,Théâtre'),
    trades: parts('Boulangerie,Menuiserie,Électricité,Transports,Pâtisserie,Plomberie,Imprimerie,Conseil'),
    forms: parts('SARL,SAS,SA,EURL'),
  },
  Spanish: {
    stems: parts('Muñoz,Ibáñez,Castellón,Peñalosa,Cigüeña,Almería,Logroño,Zúñiga,Guzmán,Córdoba'),
    trades: parts(
      'Transportes,Construcciones,Panadería,Carpintería,Distribuciones,Tecnología,Alimentación,Muebles',
    ),
    forms: parts('SL,SA,SLU,SRL'),
  },
  Portuguese: {
    stems: parts('Conceição,Guimarães,Magalhães,Araújo,Brandão,Leitão,Simões,Vitória,Falcão,Assunção'),
    trades: parts('Padaria,Construções,Informática,Móveis,Comércio,Transportadora,Alimentação,Serviços'),
    forms: parts('Ltda,SA,Lda,ME'),
  },
  Polish: {
    stems: parts(
      'Wiśniewski,Zieliński,Łukaszewicz,Dąbrowski,Szczepański,Wróblewski,Źródło,Gołębiowski,Krasiński,Świątek',
    ),
    trades: parts('Budownictwo,Piekarnia,Usługi,Meble,Drukarnia,Ogrodnictwo,Transport,Księgarnia'),
    forms: parts('SA,Spółka,PSA,SKA'),
  },
  Turkish: {
    stems: parts('Yıldırım,Çağlayan,Öztürk,Şahinoğlu,Gündoğdu,Işıklar,Karagöz,Büyükçekmece,Altınbaş,Güneşli'),
    trades: parts('İnşaat,Gıda,Nakliyat,Mobilya,Danışmanlık,Otomotiv,Tekstil,Matbaacılık'),
    forms: parts('Ltd,Şti,AŞ,Koll'),
  },
  Vietnamese: {
    stems: parts(
      'Thăng Long,Phương Đông,Hoàng Anh,Bình Dương,Sông Hồng,Đại Việt,Trường Sơn,Nguyễn Kim,Hải Phòng,Cửu Long',
    ),
    trades: parts('Xây dựng,Vận tải,Thương mại,Dược phẩm,Thủy sản,Du lịch,Viễn thông,Bất động sản'),
    forms: parts('TNHH,JSC,Corp,Ltd'),
  },
  Russian: {
    stems: parts('Ромашка,Уралмаш,Северсталь,Королёв,Щёлково,Йошкар,Заречье,Электроник,Белозерск,Жемчужина'),
    trades: parts('Логистика,Строймонтаж,Мебель,Продукты,Консалтинг,Типография,Автосервис,Хлебзавод'),
    forms: parts('ООО,ЗАО,ПАО,АО'),
  },
  Greek: {
    stems: parts(
      'Παπαδόπουλος,Αθηναϊκή,Θεσσαλονίκη,Ολυμπιακή,Κρητικός,Μακεδονία,Ήλιος,Ωκεανός,Ηπειρωτική,Κυκλάδες',
    ),
    trades: parts('Κατασκευές,Μεταφορές,Τρόφιμα,Έπιπλα,Τυπογραφείο,Συμβουλευτική,Εμπορική,Ναυτιλία'),
    forms: parts('ΑΕ,ΕΠΕ,ΙΚΕ,ΟΕ'),
  },
  Hebrew: {
    stems: parts('ירושלים,הגליל,כרמל,אביבים,שקמה,זיתים,תפארת,גלבוע,חרמון,נגבה'),
    trades: parts('הנדסה,מאפייה,הובלות,רהיטים,ייעוץ,דפוס,טכנולוגיות,שיווק'),
    forms: parts('בע״מ'),
  },
  Arabic: {
    stems: parts('الأندلس,الإمارات,الآفاق,المدينة,القاهرة,الفرات,النخيل,الزهراء,الأصالة,الشروق'),
    trades: parts('للتجارة,للمقاولات,للنقل,للأثاث,للاستشارات,للطباعة,للأغذية,للإلكترونيات'),
    forms: parts('ذ.م.م,ش.م.م'),
  },
  Hindi: {
    stems: parts('भारतीय,हिमालय,गंगोत्री,राजधानी,सूर्योदय,महाराष्ट्र,स्वदेशी,अन्नपूर्णा,विश्वकर्मा,लक्ष्मी'),
    trades: parts('उद्योग,व्यापार,परिवहन,निर्माण,मिष्ठान,वस्त्रालय,प्रकाशन,विद्युत'),
    forms: parts('लिमिटेड'),
  },
  Thai: {
    stems: parts(
      'สยามพัฒนา,กรุงเทพประกัน,เชียงใหม่การ,อยุธยาบริการ,ศรีสุวรรณ,รุ่งเรืองกิจ,ไทยเจริญ,พัทยาแกรนด์,ภูเก็ตซีไซด์,เอเชียทอง',
    ),
    trades: parts('ก่อสร้าง,ขนส่ง,การพิมพ์,อาหารสำเร็จรูป,เฟอร์นิเจอร์,ท่องเที่ยว,การเกษตร,วิศวกรรม'),
    forms: parts('จำกัด'),
  },
  Korean: {
    stems: parts('한빛,대한민국,서울우유,부산항만,금강산업,태평양,한라산,동해바다,미래에셋,새마을금고'),
    trades: parts('건설,물류,식품,가구,인쇄,전자,자동차,컨설팅'),
    forms: parts('주식회사,(주),㈜'),
  },
  Japanese: {
    stems: parts(
      'ホンダ,東京海上,キリン,大和証券,ソフトバンク,みずほ,ヤマト,日本郵船,オリエンタル,北海道製糖',
    ),
    trades: parts('建設,物流,食品,家具,印刷,電気工業,自動車部品,コンサルティング'),
    forms: parts('株式会社,有限会社,合同会社'),
  },
  Chinese: {
    stems: parts('腾讯,华为,招商,长江,万达,东方,龙湖,海尔,国药,云南白药'),
    trades: parts('计算机系统,网络技术,建筑工程,食品贸易,电子设备,医疗器械,汽车销售,进出口贸易'),
    forms: parts('有限公司,股份有限公司,有限责任公司'),
  },
} as const satisfies Readonly<Record<string, Language>>;

export type LanguageName = keyof typeof languages;

export const chineseCities = parts('深圳市,北京市,上海市,广州市,杭州市,成都市,武汉市,南京市');

/** The same words in simplified and in traditional characters. */
export const hanPairs = parts(
  '华为 華為,长江 長江,东方 東方,龙湖 龍湖,国药 國藥,云南 雲南,电子 電子,医疗 醫療,汽车 汽車,贸易 貿易,' +
    '网络 網絡,计算机 計算機,设备 設備,银行 銀行,证券 證券,广东 廣東,台湾 臺灣,学习 學習,图书 圖書,实业 實業,' +
    '机械 機械,铁路 鐵路,钢铁 鋼鐵,飞机 飛機,农业 農業,渔业 漁業,纺织 紡織,药业 藥業,电视 電視,传媒 傳媒',
);

/** Names of several words that people write as one. */
export const joinedNames = parts(
  'The Coca-Cola Company|cocacola,Hotel Rolls-Royce|rollsroyce,Phở Hà Nội|hanoi,New Face Book Group|facebook,' +
    'Grupo Pan American|panamerican,The Home Depot|homedepot,Old Master Card Services|mastercard,' +
    'Casa Buena Vista|buenavista,Ristorante Bella Vita|bellavita,The Pay Pal Office|paypal,Hotel Blue Star|bluestar,' +
    'Café Mont Blanc|montblanc,Tour Eiffel Paris|eiffelparis,Los Ángeles Norte|angelesnorte,Studio Ghibli Tokyo|ghiblitokyo,' +
    'Great Wall Street Partners|wallstreet,Saint Gobain Glass|saintgobain,Royal Dutch Shell|dutchshell,' +
    'Hewlett Packard Labs|packardlabs,Hewlett-Packard Enterprise|hewlettpackard',
);

export const initialNames = parts(
  'H&M|hm,B&Q|bq,M&S Food|ms,AT&T|att,P&G|pg,S&P Global|sp,A&W Root|aw,C&A Mode|ca,K&R Bau|kr,R&D Labs|rd',
);

/** Words of four letters, and each with its first letter wrong. */
export const shortWords = parts(
  'Ford Dord,Nike Mike,Sony Dony,Visa Bisa,Audi Sudi,Shell Dhell,Lego Kego,Puma Ouma,Fiat Diat,Zara Xara,Intel Ontel,' +
    'Hertz Jertz,Bosch Vosch,Delta Felta,Boss Voss,Tata Rata,Asus Dsus,Acer Scer,Dell Fell,Seat Deat',
);
