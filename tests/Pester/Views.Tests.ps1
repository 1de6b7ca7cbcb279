# What people see: headings that are property names, tables that fit the screen, times, and what exports contain.
BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:cloud = Connect-QlikSession -Sandbox Cloud -Name cloud
    $script:site = Connect-QlikSession -Sandbox Repository -Name site
    $script:long = 'Sales data warehouse of Northern Europe - nightly load 01'
    Get-QlikDataConnection 'Sales DWH' -Space Finance -Session cloud | Set-QlikDataConnection -NewName $long
    Set-QlikDataConnection 'CRM test' -NewName $long -Session site
    function Get-Text { param($Object, [int] $Width = 120) $Object | Out-String -Width $Width }
}
AfterAll { Get-QlikSession | Disconnect-QlikSession }

Describe 'A heading' {
    BeforeDiscovery {
        [xml] $format = Get-Content (Join-Path $PSScriptRoot '../../src/module/QlikConnections.Format.ps1xml') -Raw
        $views = foreach ($view in $format.Configuration.ViewDefinitions.View) {
            $type = @($view.ViewSelectedBy.TypeName)[0]
            $labels = @($view.TableControl.TableHeaders.TableColumnHeader.Label; $view.ListControl.ListEntries.ListEntry.ListItems.ListItem | ForEach-Object { if ($_.Label) { $_.Label } else { $_.PropertyName } })
            @{ view = $view.Name; type = $type -replace '#.*'; labels = @($labels | Where-Object { $_ }) }
        }
    }

    It 'of <view> is a property' -ForEach $views {
        $names = ($type -as [type]).GetProperties().Name
        $labels.Count | Should -BeGreaterThan 2
        $labels | Where-Object { $_ -cnotin $names } | Should -BeNullOrEmpty
    }

    It 'can be grouped by: what a table shows is found' {
        (Get-QlikDataConnection -Session cloud | Group-Object SpaceName | Where-Object Name -EQ Finance).Count | Should -BeGreaterThan 3
        Get-QlikDataConnection -Session cloud | Where-Object DataSourceId -EQ mssql | Should -Not -BeNullOrEmpty
        Get-QlikDataConnection -Session site | Where-Object OwnerName -EQ 'Kim Larsen' | Should -Not -BeNullOrEmpty
    }
}

Describe 'A table' {
    It 'of a tenant keeps every column at <width>, and shortens long names in the middle' -ForEach @{ width = 80 }, @{ width = 110 }, @{ width = 200 } {
        $text = Get-Text (Get-QlikDataConnection -Space Finance -Session cloud) $width
        $text | Should -Match 'Name\s+SpaceName\s+OwnerName\s+DataSourceId\s+Modified'
        $text | Should -Match 'Sales [^\r\n]*…[^\r\n]*load 01\s+Finance\s+Anna Berg\s+mssql\s+\d{4}-\d\d-\d\d \d\d:\d\d\r?\n'
    }

    It 'of a site has no column that is always empty, at <width>' -ForEach @{ width = 80 }, @{ width = 110 } {
        $text = Get-Text (Get-QlikDataConnection -Session site) $width
        $text | Should -Match 'Name\s+OwnerName\s+Type\s+Modified'
        $text | Should -Not -Match 'SpaceName|DataSourceId'
        $text | Should -Match 'Sales [^\r\n]*…[^\r\n]*load 01\s+Bob[^\r\n]*\s+\d{4}-\d\d-\d\d \d\d:\d\d\r?\n'
        Get-Text (Get-QlikUser -Session site) | Should -Match 'Name\s+Subject\s+Status\s+Roles'
    }

    It 'has the width of the host' {
        [QlikConnections.QlikView]::Fit('x' * 200, 80, 20, 50).Length | Should -Be 30
        [QlikConnections.QlikView]::Fit('x' * 200, 0, 20, 50).Length | Should -Be 50
        [QlikConnections.QlikView]::Fit('x' * 200, 10, 20, 50).Length | Should -BeGreaterThan 5
        [QlikConnections.QlikView]::Fit('short', 80, 20, 50) | Should -BeExactly 'short'
        # Neither half of a pair stays alone.
        [QlikConnections.QlikView]::Fit([string]::Concat(@("`u{1F600}") * 40), 80, 20, 51) | Should -Match '^(\p{Cs}\p{Cs})+…(\p{Cs}\p{Cs})+$'
        [QlikConnections.QlikView]::Fit("a`e[31mb", 80, 0, 50) | Should -BeExactly 'a\u001B[31mb'
        [QlikConnections.QlikView]::Fit($null, 80, 0, 50) | Should -BeExactly ''
    }
}

Describe 'A list' {
    It 'of a site leaves out what only a tenant has' {
        $text = Get-Text (Get-QlikDataConnection $long -Session site | Format-List)
        $text | Should -Not -Match 'DataSourceId|SpaceName|SpaceId|CredentialId|SeparateCredentials|Qri|Properties +: *\r?\n'
        $text | Should -Match 'ModifiedBy\s+: INTERNAL'
        $text | Should -Match 'CustomProperties\s+: \{Department=Sales'
    }

    It 'of a tenant leaves out what only a site has' {
        Get-Text (Get-QlikDataConnection CRM -Session cloud | Format-List) | Should -Not -Match 'UserName|ModifiedBy|CustomProperties|Qri'
    }
}

Describe 'A time' {
    It 'is local in tables and lists, in the Gregorian calendar, under <culture>' -ForEach @{ culture = 'th-TH' }, @{ culture = 'ar-SA' }, @{ culture = 'fa-IR' }, @{ culture = 'en-US' } {
        $one = Get-QlikDataConnection CRM -Session cloud
        $local = $one.Modified.ToLocalTime()
        $before = [cultureinfo]::CurrentCulture
        try {
            [cultureinfo]::CurrentCulture = [cultureinfo]::new($culture)
            $table = Get-Text $one
            $list = Get-Text ($one | Format-List)
            $entry = Get-Text (Get-QlikSpace Finance -Session cloud | Format-List)
            $back = $one | ConvertTo-Json -Depth 2 | ConvertFrom-Json
        }
        finally { [cultureinfo]::CurrentCulture = $before }
        $table | Should -Match ([regex]::Escape($local.ToString('yyyy-MM-dd HH:mm', [cultureinfo]::InvariantCulture)))
        $list | Should -Match ('Modified\s+: ' + [regex]::Escape($local.ToString('yyyy-MM-dd HH:mm:ss zzz', [cultureinfo]::InvariantCulture)))
        $entry | Should -Match 'Created\s+: 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d'
        [DateTimeOffset] $back.Modified | Should -Be $one.Modified
    }
}

Describe 'A time without a format' {
    BeforeAll {
        $kept = [cultureinfo]::CurrentCulture
        $script:iso = '^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d$'
        $journal = $env:QLIKCONNECTIONS_JOURNAL
        $env:QLIKCONNECTIONS_JOURNAL = $null
        $null = Set-QlikDataConnection CRM -Session cloud -AddTag timed
        $script:usage = Get-QlikDataConnectionUsage -Session cloud | Where-Object LastUsed | Select-Object -First 1
    }
    AfterAll { $env:QLIKCONNECTIONS_JOURNAL = $journal }
    AfterEach { [cultureinfo]::CurrentCulture = $kept }

    It 'is ISO with its offset in exports of <what>, under <culture>' -ForEach $(
        foreach ($culture in 'ar-SA', 'fa-IR', 'th-TH', 'de-DE', 'en-US') {
            @{ culture = $culture; what = 'connections'; member = 'Created'; run = { Get-QlikDataConnection CRM -Session cloud } }
            @{ culture = $culture; what = 'connections'; member = 'Modified'; run = { Get-QlikDataConnection CRM -Session cloud } }
            @{ culture = $culture; what = 'connections of a site'; member = 'Modified'; run = { Get-QlikDataConnection $long -Session site } }
            @{ culture = $culture; what = 'spaces'; member = 'Created'; run = { Get-QlikSpace Finance -Session cloud } }
            @{ culture = $culture; what = 'credentials'; member = 'Modified'; run = { Get-QlikDataConnection CRM -Session cloud | Get-QlikDataCredential } }
            @{ culture = $culture; what = 'usages'; member = 'LastUsed'; run = { $usage } }
            @{ culture = $culture; what = 'changes'; member = 'Time'; run = { Get-QlikChange CRM | Select-Object -First 1 } }
        }
    ) {
        $one = & $run
        [cultureinfo]::CurrentCulture = [cultureinfo]::new($culture)
        $time = ($one | ConvertTo-Csv | ConvertFrom-Csv).$member
        $time | Should -Match $iso
        [DateTimeOffset] $time | Should -Be $one.$member
        ($one | Select-Object $member | ConvertTo-Csv | ConvertFrom-Csv).$member | Should -Be $time
        $one.$member.ToString() | Should -Be $time
        $one | ConvertTo-Html -Property $member -Fragment | Should -Contain "<tr><td>$time</td></tr>"
        Get-Text ($one | Format-Table -Property $member -AutoSize) | Should -Match ([regex]::Escape($time))
    }

    It 'is a DateTimeOffset for everything else' {
        $all = Get-QlikDataConnection -Session cloud
        $one = $all[0]
        $one.Modified | Should -BeOfType ([DateTimeOffset])
        [cultureinfo]::CurrentCulture = [cultureinfo]::new('de-DE')
        $one.Modified.ToString('d') | Should -Be $one.Modified.Day.ToString('00').Insert(2, $one.Modified.ToString('.MM.yyyy'))
        $one.Modified.ToString('d', [cultureinfo] 'en-US') | Should -Be $one.Modified.ToString('M/d/yyyy', [cultureinfo]::InvariantCulture)
        $one.Modified.ToString([cultureinfo] 'en-US') | Should -Match '^\d+/\d+/20\d\d '
        ($one.Modified - $one.Created).Ticks | Should -Be ($one.Modified.UtcTicks - $one.Created.UtcTicks)
        $one.Modified.AddDays(1) -gt $one.Modified | Should -BeTrue
        $sorted = ($all | Sort-Object Modified).Modified.UtcTicks
        $sorted | Should -Be ($sorted | Sort-Object)
        $before = [datetime]::new(2025, 6, 1)
        $old = @($all | Where-Object { $_.Modified -lt $before })
        $old.Count | Should -BeGreaterThan 0
        $old.Count | Should -BeLessThan $all.Count
        ($all | Where-Object Modified -LT $before).Count | Should -Be $old.Count
        ($all | Where-Object Modified -LT '2025-06-01').Count | Should -Be $old.Count
        ($all | Measure-Object Modified -Maximum).Maximum.UtcTicks | Should -Be $sorted[-1]
        ($one | ConvertTo-Json -Depth 1 | ConvertFrom-Json -DateKind Offset).Modified | Should -Be $one.Modified
        $null -eq (Get-QlikDataConnectionUsage -Session cloud | Where-Object Category -EQ Unknown | Select-Object -First 1).LastUsed | Should -BeTrue
    }

    It 'is what -Since, -Before and -NotUsedSince accept' {
        $change = Get-QlikChange CRM | Select-Object -First 1
        Get-QlikChange CRM -Since $change.Time | Should -Not -BeNullOrEmpty
        Get-QlikChange CRM* -Since $change.Time -Before $change.Time | Should -BeNullOrEmpty
        { Get-QlikDataConnectionUsage CRM -Session cloud -NotUsedSince (Get-QlikDataConnection CRM -Session cloud).Modified -ErrorAction Stop } | Should -Not -Throw
        { Restore-QlikDataConnection NoSuch* -Session cloud -After $change.Time -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId QlikRecoveryNotFound*
    }

    It 'survives Export-Clixml' {
        $file = Join-Path $TestDrive one.xml
        $one = Get-QlikDataConnection CRM -Session cloud
        $one | Export-Clixml $file
        $back = Import-Clixml $file
        ($back | Select-Object Modified | ConvertTo-Csv | ConvertFrom-Csv).Modified | Should -Match $iso
        $back | Get-QlikDataConnection -Session cloud | ForEach-Object Name | Should -Be CRM
    }
}

Describe 'An export' {
    BeforeAll {
        $script:one = Get-QlikDataConnection $long -Session site -Detailed
        $script:csv = $one | ConvertTo-Csv | ConvertFrom-Csv
    }

    It 'to CSV has readable custom properties and privileges' {
        $csv.CustomProperties | Should -BeExactly 'Department=Sales; Environment=Test'
        $csv.Privileges | Should -Match '^\w+(; \w+)+$'
        (Get-QlikDataConnection CRM -Session cloud | ConvertTo-Csv | ConvertFrom-Csv).Privileges | Should -Match '^list; read'
        (Get-QlikUser anna@acme.test -Session cloud | ConvertTo-Csv | ConvertFrom-Csv).Roles | Should -Not -Match 'System'
        (Get-QlikDataSource mssql -Session cloud | ConvertTo-Csv | ConvertFrom-Csv).Capabilities | Should -Not -Match 'System'
    }

    It 'has no text that is only the name of a type' {
        $rows = foreach ($session in 'cloud', 'site') { Get-QlikDataConnection -Session $session; Get-QlikUser -Session $session }
        $rows += Get-QlikDataSource -Session cloud; Get-QlikDataSourceProperty mssql -Session cloud; Get-QlikSpace -Session cloud
        foreach ($row in $rows) { ($row | ConvertTo-Csv)[1] | Should -Not -Match '"System\.|"QlikConnections\.' }
    }

    It 'to CSV is read back with the custom properties' {
        $csv.Name = 'copy from csv'
        $made = $csv | Select-Object -ExcludeProperty Session | New-QlikDataConnection -Session site -WarningAction SilentlyContinue
        $made.CustomProperties['Department'] | Should -Be 'Sales'
        $made.CustomProperties['Environment'] | Should -Be 'Test'
        $two = [pscustomobject]@{ Id = $made.Id; CustomProperty = 'Environment=Prod; Environment=Test' } | Set-QlikDataConnection -Session site -PassThru
        $two.CustomProperties['Environment'] | Sort-Object | Should -Be 'Prod', 'Test'
    }

    It 'to CSV with text that is no table is refused' {
        { [pscustomobject]@{ Id = $one.Id; CustomProperty = 'nonsense' } | Set-QlikDataConnection -Session site -ErrorAction Stop } | Should -Throw '*it is text*'
    }

    It 'to JSON has tables and lists' {
        $json = $one | ConvertTo-Json -Depth 4 | ConvertFrom-Json
        $json.CustomProperties.Environment | Should -Be 'Test'
        $json.Privileges | Should -Contain 'read'
    }
}

Describe 'Get-Member' {
    It 'shows no members of the compiler on <type>' -ForEach @(
        @{ type = 'a connection'; get = { Get-QlikDataConnection CRM -Session cloud } }
        @{ type = 'a connection of a site'; get = { Get-QlikDataConnection $long -Session site } }
        @{ type = 'a data source'; get = { Get-QlikDataSource mssql -Session cloud } }
        @{ type = 'a credential'; get = { Get-QlikDataConnection CRM -Session cloud | Get-QlikDataCredential } }
        @{ type = 'a space'; get = { Get-QlikSpace Finance -Session cloud } }
    ) {
        $members = & $get | Get-Member
        $members.Name | Should -Not -Contain '<Clone>$'
        ($members | Where-Object Name -EQ Equals).Definition | Should -BeExactly 'bool Equals(System.Object obj)'
        $members.Name | Should -Not -Match '[<>$]|EqualityContract|PrintMembers|Deconstruct'
    }
}
