# A value on the command line that is wrong for every object is one error that ends the command, before anything is sent.
BeforeDiscovery {
    $ofTenant = @(
        @{ what = 'Set -Space'; id = 'QlikSpaceNotFound'; run = { $three | Set-QlikDataConnection -Space Nowhere } }
        @{ what = 'Set -AddTag, too many'; id = 'QlikTooManyTags'; run = { $three | Set-QlikDataConnection -AddTag (1..40) } }
        @{ what = 'Set -Tag, too long'; id = 'QlikTagInvalid'; run = { $three | Set-QlikDataConnection -Tag ('x' * 300) } }
        @{ what = 'Set -Property'; id = 'QlikPropertyInvalid'; run = { $three | Set-QlikDataConnection -Property @{ nowhere = 1 } } }
        @{ what = 'Set -Property with one that parameters give'; id = 'QlikInputInvalid'; run = { $three | Set-QlikDataConnection -Property @{ separateCredentials = $true } -SeparateCredentials $true } }
        @{ what = 'Set -CredentialId'; id = 'QlikCredentialNotFound'; run = { $three | Set-QlikDataConnection -CredentialId $none } }
        @{ what = 'Set -Property with a credential'; id = 'QlikCredentialNotFound'; run = { $three | Set-QlikDataConnection -Property @{ selectedCredentials = "$none" } -SkipPropertyCheck } }
        @{ what = 'Set -NewName for several'; id = 'QlikInputContradiction'; run = { $three | Set-QlikDataConnection -NewName same } }
        @{ what = 'Set -DataSourceId'; id = 'QlikDataSourceNotFound'; run = { $three | Set-QlikDataConnection -DataSourceId nowhere } }
        @{ what = 'Set -DataSourceId and -Property'; id = 'QlikPropertyInvalid'; run = { $three | Set-QlikDataConnection -DataSourceId mssql -Property @{ nowhere = 1 } } }
        @{ what = 'Set -Type'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -Type folder } }
        @{ what = 'Set -Architecture'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -Architecture X86 } }
        @{ what = 'Set -LogOn'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -LogOn CurrentUser } }
        @{ what = 'Set -CustomProperty'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -CustomProperty @{ a = 'b' } } }
        @{ what = 'Set -ClearCredential'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -ClearCredential } }
        @{ what = 'Set -Credential and -ClearCredential'; id = 'QlikInputInvalid'; run = { $three | Set-QlikDataConnection -Credential $login -ClearCredential } }
        @{ what = 'Set -Rebuild with what it keeps'; id = 'QlikInputInvalid'; run = { $three | Set-QlikDataConnection -Rebuild -NewName x } }
        @{ what = 'Move -Owner'; id = 'QlikUserNotFound'; run = { $three | Move-QlikDataConnectionOwner -Owner nobody@acme.test } }
        @{ what = 'Move -Space'; id = 'QlikSpaceNotFound'; run = { $three | Move-QlikDataConnectionOwner -Owner anna@acme.test -Space Nowhere } }
        @{ what = 'New -DataSourceId'; id = 'QlikDataSourceNotFound'; run = { $rows | New-QlikDataConnection -DataSourceId nowhere } }
        @{ what = 'New -DataSourceId, once'; id = 'QlikDataSourceNotFound'; run = { New-QlikDataConnection one nowhere } }
        @{ what = 'New -Property'; id = 'QlikPropertyInvalid'; run = { $rows | New-QlikDataConnection -DataSourceId mssql -Property @{ nowhere = 1 } } }
        @{ what = 'New -Property, once'; id = 'QlikPropertyInvalid'; run = { New-QlikDataConnection one mssql -Property @{ nowhere = 1 } } }
        @{ what = 'New -Space'; id = 'QlikSpaceNotFound'; run = { $rows | New-QlikDataConnection -DataSourceId mssql -Space Nowhere } }
        @{ what = 'New -Space, once'; id = 'QlikSpaceNotFound'; run = { New-QlikDataConnection one mssql -Space Nowhere } }
        @{ what = 'New -Tag'; id = 'QlikTooManyTags'; run = { $rows | New-QlikDataConnection -DataSourceId mssql -Tag (1..40) } }
        @{ what = 'New -Gateway'; id = 'QlikGatewayNotFound'; run = { $rows | New-QlikDataConnection -DataSourceId DG_mssql -Gateway nowhere } }
        @{ what = 'New -CredentialId'; id = 'QlikCredentialNotFound'; run = { $rows | New-QlikDataConnection -DataSourceId mssql -CredentialId $none } }
        @{ what = 'New -CredentialId, once'; id = 'QlikCredentialNotFound'; run = { New-QlikDataConnection one mssql -CredentialId $none } }
        @{ what = 'New without -DataSourceId'; id = 'QlikNotSupported'; run = { $rows | New-QlikDataConnection -Type folder -ConnectionString 'C:\x\' } }
        @{ what = 'New -Owner'; id = 'QlikNotSupported'; run = { New-QlikDataConnection one -DataSourceId mssql -Type mssql -ConnectionString x -Owner nobody } }
        @{ what = 'Restore -Finish and -RollBack'; id = 'QlikInputInvalid'; run = { Restore-QlikDataConnection x -Finish -RollBack } }
    )
    $ofSite = @(
        @{ what = 'Set -Space'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -Space HR } }
        @{ what = 'Set -AddTag'; id = 'QlikTagNotFound'; run = { $three | Set-QlikDataConnection -AddTag nowhere } }
        @{ what = 'Set -Tag'; id = 'QlikTagNotFound'; run = { $three | Set-QlikDataConnection -Tag nowhere } }
        @{ what = 'Set -CustomProperty'; id = 'QlikCustomPropertyNotFound'; run = { $three | Set-QlikDataConnection -CustomProperty @{ Nowhere = 'x' } } }
        @{ what = 'Set -CustomProperty, its value'; id = 'QlikCustomPropertyInvalid'; run = { $three | Set-QlikDataConnection -CustomProperty @{ Department = 'x' } } }
        @{ what = 'Set -NewName for several'; id = 'QlikInputContradiction'; run = { $three | Set-QlikDataConnection -NewName same } }
        @{ what = 'Set -Property'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -Property @{ host = 'h' } } }
        @{ what = 'Set -CredentialId'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -CredentialId $none } }
        @{ what = 'Set -CredentialName'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -CredentialName x } }
        @{ what = 'Set -SeparateCredentials'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -SeparateCredentials $true } }
        @{ what = 'Set -ConnectionSecret'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -ConnectionSecret (ConvertTo-Secret x) } }
        @{ what = 'Set -AuthCode'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -AuthCode x } }
        @{ what = 'Set -Rebuild'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -Rebuild } }
        @{ what = 'Set -DataSourceId'; id = 'QlikNotSupported'; run = { $three | Set-QlikDataConnection -DataSourceId mssql } }
        @{ what = 'Move -Owner'; id = 'QlikUserNotFound'; run = { $three | Move-QlikDataConnectionOwner -Owner 'ACME\nobody' } }
        @{ what = 'Move -Space'; id = 'QlikNotSupported'; run = { $three | Move-QlikDataConnectionOwner -Owner 'ACME\anna' -Space HR } }
        @{ what = 'New -Owner'; id = 'QlikUserNotFound'; run = { $rows | New-QlikDataConnection -Type folder -ConnectionString 'C:\x\' -Owner 'ACME\nobody' } }
        @{ what = 'New -Owner, once'; id = 'QlikUserNotFound'; run = { New-QlikDataConnection one -Type folder -ConnectionString 'C:\x\' -Owner 'ACME\nobody' } }
        @{ what = 'New -Tag'; id = 'QlikTagNotFound'; run = { $rows | New-QlikDataConnection -Type folder -ConnectionString 'C:\x\' -Tag nowhere } }
        @{ what = 'New -CustomProperty'; id = 'QlikCustomPropertyNotFound'; run = { $rows | New-QlikDataConnection -Type folder -ConnectionString 'C:\x\' -CustomProperty @{ Nowhere = 'x' } } }
        @{ what = 'New -Space'; id = 'QlikNotSupported'; run = { $rows | New-QlikDataConnection -Type folder -ConnectionString 'C:\x\' -Space HR } }
        @{ what = 'New -DataSourceId'; id = 'QlikNotSupported'; run = { $rows | New-QlikDataConnection -DataSourceId mssql } }
        @{ what = 'New -CredentialId'; id = 'QlikNotSupported'; run = { $rows | New-QlikDataConnection -Type folder -ConnectionString 'C:\x\' -CredentialId $none } }
    )
}

Describe 'A wrong value on the command line, <platform>' -ForEach @(
    @{ platform = 'tenant'; arguments = @(); cases = $ofTenant }
    @{ platform = 'site'; arguments = @('--repository'); cases = $ofSite }
) {
    BeforeAll {
        Import-Module "$PSScriptRoot/Suite.psm1" -Force
        Import-PackagedModule
        $server = Start-SandboxServer $arguments
        $null = if ($platform -eq 'site') { Connect-Site $server } else { Connect-Server $server }
        # Of one space and one data source on a tenant, as the server has them.
        $all = Get-QlikDataConnection | Where-Object { $platform -eq 'site' -or ($_.DataSourceId -eq 'mssql' -and $_.SpaceName -eq 'Finance') }
        if ($platform -ne 'site') {
            $null = 1..3 | ForEach-Object { New-QlikDataConnection "command line $_" mssql -Space Finance -Property @{ host = 'h' } }
            $all = Get-QlikDataConnection 'command line *'
        }

        $three = $all | Select-Object -First 3
        $rows = 1..3 | ForEach-Object { [pscustomobject]@{ Name = "row $_" } }
        $none = [guid]::NewGuid()
        $login = [pscredential]::new('u', (ConvertTo-Secret 'p'))
    }

    AfterAll {
        Get-QlikSession | Disconnect-QlikSession
        Stop-SandboxServer $server
    }

    It '<what>: <id>' -ForEach $cases {
        Clear-ServerRequest $server
        $reported = $null
        $ended = try { $null = & $run 2>&1 | ForEach-Object { $reported = $_ } } catch { $_ }
        $reported | Should -BeNullOrEmpty
        $ended.FullyQualifiedErrorId | Should -BeLike "$id,*"
        Get-ServerRequest $server | Where-Object { $_.method -ne 'GET' -and $_.path -notlike '*/users/*' } | Should -BeNullOrEmpty
    }

    It '<what>, with -WhatIf: <id>' -ForEach $cases {
        $ended = & { $WhatIfPreference = $true; try { $null = & $run 2>&1 } catch { $_ } }
        $ended.FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}

Describe 'A wrong value in a row' {
    BeforeAll {
        Import-Module "$PSScriptRoot/Suite.psm1" -Force
        Import-PackagedModule
        $server = Start-SandboxServer
        $null = Connect-Server $server
        $made = 1..3 | ForEach-Object { New-QlikDataConnection "row $_" mssql -Space Finance -Property @{ host = 'h' } }
    }

    AfterAll {
        Get-QlikSession | Disconnect-QlikSession
        Stop-SandboxServer $server
    }

    It 'fails for itself: <column>' -ForEach @(
        @{ column = 'CredentialId'; value = { [guid]::NewGuid() }; id = 'QlikCredentialNotFound' }
        @{ column = 'Space'; value = { 'Nowhere' }; id = 'QlikSpaceNotFound' }
        @{ column = 'Type'; value = { 'folder' }; id = 'QlikNotSupported' }
    ) {
        $rows = $made | ForEach-Object { [pscustomobject]@{ Id = $_.Id; AddTag = "$column"; $column = $null } }
        $rows[1].$column = & $value
        $done = $rows | Set-QlikDataConnection -Session server -PassThru -ErrorVariable problem -ErrorAction SilentlyContinue
        $done.Id | Should -Be $made[0, 2].Id
        $problem | Should -HaveCount 1
        $problem.FullyQualifiedErrorId | Should -BeLike "$id,*"
    }

    It 'is reported once for a session that lacks what another has' {
        $other = Start-SandboxServer
        try {
            $null = Connect-Server $other -Name other
            $null = Invoke-QlikRequest /api/v1/spaces -Method Post -Body @{ name = 'Only here'; type = 'shared' } -Session server -Confirm:$false
            $made = 'a', 'b' | ForEach-Object { [pscustomobject]@{ Name = "several $_" } } |
                New-QlikDataConnection -DataSourceId mssql -Space 'Only here' -Property @{ host = 'h' } -Session server, other -ErrorVariable problem -ErrorAction SilentlyContinue
            $made.Session.Name | Should -Be 'server', 'server'
            $problem | Should -HaveCount 1
            $problem.FullyQualifiedErrorId | Should -BeLike 'QlikSpaceNotFound,*'
        }
        finally { Stop-SandboxServer $other }
    }

    It 'with a connect statement is used with -DataSourceId of the command line, too' {
        $text = 'CUSTOM CONNECT TO "provider=QvOdbcConnectorPackage.exe;driver=mssql;host=h;port=1433;db=d;"'
        $what = [pscustomobject]@{ Name = 'by statement'; ConnectionString = $text; Type = 'QvOdbcConnectorPackage.exe'; Space = 'HR' } |
            New-QlikDataConnection -DataSourceId mssql -Session server -WarningVariable warned -ErrorAction Stop
        $what.ConnectionString | Should -BeLike '*host=h;*'
        $what.SpaceName | Should -Be HR
        $warned | Should -BeNullOrEmpty
        Remove-QlikDataConnection $what -Force
    }

    It 'says that a tenant gives nobody else a new connection, before it looks for the owner of a site' {
        $raw = '{"owner":{"userId":"sa_x","userDirectory":"NOWHERE","name":"sa_x"},"name":"raw","connectionstring":"C:\\x\\","type":"folder","engineObjectId":"e","customProperties":[],"tags":[]}' | ConvertFrom-Json
        Clear-ServerRequest $server
        $raw | New-QlikDataConnection -DataSourceId mssql -Session server -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikNotSupported,*'
        $problem[0].Exception.Message | Should -BeLike '*owner*'
        Get-ServerRequest $server | Where-Object path -Like '*users*' | Should -BeNullOrEmpty
    }
}
