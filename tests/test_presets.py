"""Every source by its own column names: recognised, and its columns where they belong."""

from __future__ import annotations

import pytest

from graphkit.importing.headers import fields_of, is_secret
from graphkit.importing.importer import Import, import_files
from graphkit.importing.presets import presets, recognise

# A file of each source, as documented or seen, and what becomes of it: (fields in the order of the columns, managers).
FILES = {
    "salesforce": [
        (
            "Id,AccountId,LastName,FirstName,Salutation,Title,Department,Email,ReportsToId\n"
            "003A1,001,Lee,Ann,Ms.,CFO,Finance,a@x.org,\n003B2,001,Ray,Bob,Mr.,Clerk,Finance,,003A1\n",
            "id,,last_name,first_name,,title,unit,email,reports_to",
            {"003B2": "003A1"},
        ),
        (
            "Contact ID,First Name,Last Name,Title,Department,Reports To,Account Name,Role\n"
            "1,Ann,Lee,CFO,Finance,,ACME,Economic Buyer\n2,Bob,Ray,Clerk,Finance,Ann Lee,ACME,Business User\n",
            "id,first_name,last_name,title,unit,reports_to,,role",
            {"2": "1"},
        ),
    ],
    "salesforce_roles": [
        (
            "Id,OpportunityId,ContactId,Role,IsPrimary\n"
            "r1,o1,c1,Decision Maker,True\nr2,o2,c1,Champion,\nr3,o2,c2,Other,\n",
            ",,id,role,",
            {},
        )
    ],
    "hubspot": [
        (
            "Record ID,First Name,Last Name,Email,Phone Number,Job Title,Buying Role,Contact owner,Lead Status\n"
            "901,Ann,Lee,a@x.org,,CFO,BUDGET_HOLDER,Zed,NEW\n902,Bob,Ray,b@x.org,,Clerk,END_USER;INFLUENCER,Zed,NEW\n",
            "id,first_name,last_name,email,phone,title,role,,",
            {},
        )
    ],
    "dynamics": [
        (
            "(Do Not Modify) Contact,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Full Name,Job Title,"
            "Business Phone,Email,Manager\ng-1,x==,2026-01-01,Ann Lee,CFO,1,a@x.org,\n"
            "g-2,y==,2026-01-01,Bob Ray,Clerk,2,b@x.org,Ann Lee\n",
            "id,,,name,title,phone,email,reports_to",
            {"g-2": "g-1"},
        )
    ],
    "linkedin_connections": [
        (
            'Notes:\n"When exporting your connection data, you may notice that some are missing."\n\n'
            "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
            "Ann,Lee,https://l/in/ann,,ACME,CFO,01 Jan 2024\nBob,Ray,https://l/in/bob,b@x.org,ACME,Clerk,02 Feb 2024\n",
            "first_name,last_name,,email,,title,",
            {},
        )
    ],
    "sales_navigator": [
        (
            "Name,Job Title,Manager,Role,Relationship Strength,Assigned To\nAnn Lee,CFO,,Decision Maker,Strong,Zed\n"
            "Bob Ray,Clerk,Ann Lee,Champion,,Zed\n",
            "name,title,reports_to,role,,",
            {"Bob Ray": "Ann Lee"},
        )
    ],
    "altify": [
        (
            "Name,ALTF__Political__c,ALTF__Status__c,ALTF__Coverage__c\nAnn,Inner Circle,Non-Supporter,In-depth\n",
            "name,power,support,",
            {},
        )
    ],
    "entra": [
        (
            "userPrincipalName,displayName,surname,mail,givenName,objectId,jobTitle,department,accountEnabled,Manager\n"
            "a@t.org,Ann Lee,Lee,a@x.org,Ann,o-1,CFO,Finance,True,\n"
            "b@t.org,Bob Ray,Ray,,Bob,o-2,Clerk,Finance,True,a@t.org\n",
            ",name,last_name,email,first_name,id,title,unit,,reports_to",
            {"o-2": "o-1"},
        )
    ],
    "google_workspace": [
        (
            "First Name [Required],Last Name [Required],Email Address [Required],Password [Required],"
            "Password Hash Function [UPLOAD ONLY],Org Unit Path [Required],Employee ID,Employee Title,Manager Email,"
            "Department,Status [READ ONLY]\nAnn,Lee,a@x.org,s3cret,SHA,/HQ,,CFO,,Finance,Active\n"
            "Bob,Ray,b@x.org,s3cret,SHA,/HQ/Sales,,Clerk,A@x.org,Sales,Active\n",
            "first_name,last_name,email,,id,title,reports_to,unit,",
            {"b@x.org": "a@x.org"},
        )
    ],
    "workday": [
        (
            "Employees by organization\n\nEmployee ID,Worker,Business Title,Supervisory Organization,Manager\n"
            "21,Ann Lee,CFO,Finance (Ann Lee),\n22,Bob Ray (On Leave),Clerk,Finance (Ann Lee),Ann Lee\n"
            "23,Cy Day,Temp,Finance (Ann Lee),Bob Ray\n",
            "id,name,title,unit,reports_to",
            {"22": "21", "23": "22"},
        ),
        (
            "Employee_ID,Preferred_Name,Business_Title,Manager,Manager_ID,Management_Chain_01\n21,Ann Lee,CFO,,,\n"
            "22,Bob Ray,Clerk,Ann Lee,21,Ann Lee\n",
            "id,name,title,,reports_to,",
            {"22": "21"},
        ),
    ],
    "bamboohr": [
        (
            "Employee ID,Employee number,First name,Last name,Job title,Department,Work Email,Supervisor ID,"
            "Supervisor E ID\n7,E7,Ann,Lee,CFO,Finance,a@x.org,,\n8,E8,Bob,Ray,Clerk,Finance,b@x.org,7,E7\n",
            "id,,first_name,last_name,title,unit,email,reports_to,",
            {"8": "7"},
        ),
        (
            "Employee #,First Name,Last Name,email address,Job Title,Reporting to,Department\n"
            "7,Ann,Lee,a@x.org,CFO,,Finance\n8,Bob,Ray,b@x.org,Clerk,Ann Lee,Finance\n",
            "id,first_name,last_name,email,title,reports_to,unit",
            {"8": "7"},
        ),
    ],
    "visio": [
        (
            "Name,Reports_To,Title,Department,Telephone\nAnn Lee,,CFO,Finance,1\nBob Ray,Ann Lee,Clerk,Finance,2\n",
            "name,reports_to,title,unit,phone",
            {"Bob Ray": "Ann Lee"},
        )
    ],
    "lucidchart": [
        (
            "Employee ID,Name,Supervisor ID,Role/Title,Department,Email,Photo URL\n1,Ann,,CFO,F,,\n2,Bob,1,Clerk,F,,\n",
            "id,name,reports_to,title,unit,email,",
            {"2": "1"},
        )
    ],
    "orgchart": [
        (
            "PersonID,SupervisorID,Name,Title,Department,IsAssistant,Photo\n1001,1001,Ann,CEO,HQ,0,\n1002,1001,Bob,,HQ,1,\n",
            "id,reports_to,name,title,unit,,",
            {"1002": "1001"},
        )
    ],
    "organimi": [
        (
            "ID,First Name,Last Name,Boss ID,Dottedids\n1,Ann,Lee,,\n2,Bob,Ray,1,\n3,Cy,Day,1,2\n",
            "id,first_name,last_name,reports_to,dotted_to",
            {"2": "1", "3": "1"},
        )
    ],
    "unaric": [
        (
            "First Name,Last Name,Email,AliasEmails,Position,SupervisorEmail,Department,SubDepartment\n"
            "Ann,Lee,a@x.org,,CFO,,Finance,\nBob,Ray,b@x.org,,Clerk,a@x.org,Finance,Tax\n",
            "first_name,last_name,email,,title,reports_to,unit_1,unit_2",
            {"b@x.org": "a@x.org"},
        )
    ],
    "kumu": [("Label,Type,Description,Tags\nAnn,Person,likes tea,a|b\n", "name,,notes,", {})],
    "uk_organogram": [
        (
            '"Post Unique Reference","Name","Grade (or equivalent)","Job Title","Parent Department","Organisation",'
            '"Unit","Contact Phone","Contact E-mail","Reports to Senior Post","Notes"\n'
            "1,Ann Lee,SCS3,Director General,DfT,DVLA,HQ,,,XX,\n2,N/D,SCS1,Deputy,DfT,DVLA,HQ,,,1,\n",
            "id,name,,title,,,unit,phone,email,reports_to,notes",
            {"2": "1"},
        )
    ],
    "dingtalk": [
        (
            "员工UserID,部门,职位,姓名,工号,是否此部门主管(是/否),手机号,邮箱,办公地点,备注\n"
            "u1,集团,总经理,张伟,01,是,1,,,\nu2,集团-市场部,总监,李娜,02,是,2,,,\nu3,集团-市场部,专员,王芳,03,否,3,,,\n",
            "id,unit,title,name,,is_leader,phone,email,location,notes",
            {"u2": "u1", "u3": "u2"},
        )
    ],
    "wecom": [
        (
            "填写须知：部门上下级用‘/’隔开\n姓名,账号,别名,职务,部门,性别,手机,座机,邮箱,地址,企业邮箱,激活状态\n"
            "张伟,zw,,总经理,集团,男,1,,,,z@x.cn,已激活\n李娜,ln,,总监,集团/市场部；集团/工会,女,2,,,,l@x.cn,已激活\n",
            "name,id,,title,unit,,phone,,,location,email,",
            {},
        )
    ],
    "feishu": [
        (
            "姓名,手机号,企业邮箱,部门,职务,工号,直属上级,人员类型,工作城市\n"
            "张伟,1,z@x.cn,集团,总经理,001,,正式,北京\n李娜,2,l@x.cn,集团/市场部,总监,002,张伟,正式,北京\n",
            "name,phone,email,unit,title,id,reports_to,,location",
            {"002": "001"},
        )
    ],
    "wukong": [
        (
            "姓名,客户名称,手机,电子邮箱,是否关键决策人,职务,备注,负责人\n张伟,甲公司,1,z@x.cn,是,总经理,,赵磊\n",
            "name,,phone,email,is_decision_maker,title,notes,",
            {},
        )
    ],
    "yudao": [
        (
            "联系人姓名,职位,手机,是否关键决策人,直属上级,备注\n张伟,总经理,1,是,,\n李娜,总监,2,否,张伟,\n",
            "name,title,phone,is_decision_maker,reports_to,notes",
            {"李娜": "张伟"},
        )
    ],
    "fxiaoke": [
        (
            "姓名,所属客户,部门,职务,上级联系人,决策角色,态度\n张伟,甲,总部,总经理,,决策人,支持\n李娜,甲,总部,总监,张伟,内线,\n",
            "name,,unit,title,reports_to,role,support",
            {"李娜": "张伟"},
        )
    ],
}
CASES = [(source, *case) for source, cases in FILES.items() for case in cases]


def imported(text: str) -> Import:
    return import_files([("export.csv", text.encode())])


@pytest.mark.parametrize(("source", "text", "fields", "managers"), CASES, ids=[case[0] for case in CASES])
def test_an_export_is_recognised_and_read(source: str, text: str, fields: str, managers: dict[str, str]) -> None:
    found = imported(text)
    assert found.source is not None and found.source.id == source
    assert ",".join(found.mapping.fields) == fields
    people = found.account.people
    assert {
        id_: manager for id_, manager in zip(people["id"], people["reports_to"], strict=True) if manager
    } == managers
    assert found.rows_lost == 0 and "source_recognised" in {finding.code for finding in found.findings}
    assert not any(finding.severity == "error" for finding in found.findings)


def test_every_source_has_its_case() -> None:
    assert {preset.id for preset in presets()} == FILES.keys() | {"graphkit", "uk_organogram_junior"}


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_a_source_is_well_formed(preset) -> None:  # type: ignore[no-untyped-def]
    assert set(preset.columns.values()) <= {"", *fields_of("people")}
    assert preset.unseen <= preset.columns.keys() and preset.told_by and preset.name
    assert not any(map(is_secret, preset.columns))
    assert preset.seen or not preset.columns.keys() - preset.unseen or preset.is_own


@pytest.mark.parametrize("preset", presets(), ids=lambda preset: preset.id)
def test_the_columns_that_tell_a_source_tell_that_source(preset) -> None:  # type: ignore[no-untyped-def]
    for mark in preset.told_by:
        assert recognise([*mark, "something else"]) is preset
        assert recognise([f" {column.upper()} " for column in mark]) is preset


def test_other_files_have_no_source() -> None:
    for header in ("id,name,manager", "姓名,职位,上级", "name,reports_to", "First Name,Last Name,Email", ""):
        assert recognise(header.split(",")) is None


def test_what_the_source_knows_goes_before_what_a_heading_seems_to_say() -> None:
    found = imported("Label,Type,Description,Name\nAnn,Person,,x\n")
    assert found.mapping.fields == ("name", "", "notes", "") and found.mapping.reasons[0] == "preset"
    found = imported(FILES["entra"][0][0])
    assert dict(zip(found.mapping.columns, found.mapping.reasons, strict=True))["Manager"] == "preset"


def test_of_several_columns_for_one_field_the_first_that_holds_anything_wins() -> None:
    header = "Employee_ID,Preferred_Name,Manager_ID,Manager_Email,Management_Chain_01,Email_Address\n"
    found = imported(header + "1,Ann,,,,a@x.org\n2,Bob,,a@x.org,,b@x.org\n")
    assert found.mapping.column("reports_to") == "Manager_Email" and found.account.person("2").reports_to == "1"


def test_passwords_never_arrive() -> None:
    headers = ["Password [Required]", "pwd", "Kennwort", "密码", "初始密码", "パスワード", "Passcode", "mot de passe"]
    assert all(map(is_secret, headers)) and not any(map(is_secret, ["Passport", "Compass", "Name"]))
    text = FILES["google_workspace"][0][0]
    found = imported(text)
    assert "s3cret" not in repr(found.sheet.rows.to_dict()) + repr(found.account.people.to_dict())
    with pytest.raises(Exception, match="no column 'Password"):
        import_files([("x.csv", text.encode())], mapping={"Password [Required]": "notes"})


def test_the_roles_of_one_contact_in_several_deals_are_one_person() -> None:
    found = imported(FILES["salesforce_roles"][0][0] + "r4,o3,c1,Influencer,\nr5,o4,c2,,\n")
    person = found.account.person("c1")
    assert (person.role, person.support, len(found.account.people)) == (("decision_maker", "influencer"), 2, 2)
    assert found.rows_left_out == 3 and found.rows_lost == 0


def test_numbers_of_posts_are_no_people() -> None:
    text = "Parent Department,Organisation,Unit,Reporting Senior Post,Grade,Generic Job Title,Number of Posts in FTE\n"
    with pytest.raises(Exception, match="counts posts and names no person"):
        imported(text + "DfT,DVLA,HQ,16,SEO,Manager,1\n")
