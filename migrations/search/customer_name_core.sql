-- A folded name, or search, without its legal forms: what tells it from others. They are written in many ways, at either
-- end, in the middle, or not at all. Where nothing else is left, all of it.
create function customer_name_core(folded text) returns text
language plpgsql immutable parallel safe
as $$
declare
  core text := folded;
  word text;
  significant text[] := '{}';
begin
  if octet_length(folded) <> length(folded) then
    -- In scripts without blanks they are parts of a word. Longer ones come before what they begin with.
    core := regexp_replace(core, '股份有限公司|有限责任公司|有限公司|株式会社|有限会社|合同会社|合资会社|合名会社|'
      '주식회사|유한책임회사|유한회사|합자회사|사단법인|재단법인|บริษัท|ห้างหุ้นส่วน|จํากัด|มหาชน|บจก|บมจ|หจก', '', 'g');
  end if;
  foreach word in array string_to_array(core, ' ') loop
    if word <> '' and word <> all (
      '{inc,llc,ltd,limited,corp,corporation,company,co,gmbh,ag,kg,ug,ohg,plc,sarl,sas,eurl,srl,spa,snc,sa,sl,slu,bv,nv,ab,oy,
      as,aps,kft,zrt,doo,sro,lda,ltda,pty,llp,lp,jsc,tnhh,sti,pt,tbk,bhd,sdn,bros,the,and,
      ооо,оао,зао,пао,ао,ип,тоо,αε,επε,ικε,οε,בעמ,شركه,ذمم,شمم,लिमिटेड,株,有,合,주,유}'::text[])
    then
      significant := significant || word;
    end if;
  end loop;
  return case when cardinality(significant) = 0 then folded else array_to_string(significant, ' ') end;
end $$;
