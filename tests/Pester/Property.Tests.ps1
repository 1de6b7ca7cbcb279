BeforeAll {
    Import-Module "$PSScriptRoot/Suite.psm1" -Force
    Import-PackagedModule
    $script:server = Start-SandboxServer
    $null = Connect-Server $server -Name server
    $null = Get-QlikDataConnection # the names are known from here on
    function Sent { @(Get-ServerRequest $server) }
    function Login { [pscredential]::new('svc', (ConvertTo-Secret 'made up')) }
    function Property($Connection) { (Get-QlikDataConnection -Id $Connection.Id -Detailed).Properties }
}
AfterAll {
    Get-QlikSession | Disconnect-QlikSession
    Stop-SandboxServer $server
}

Describe 'Set-QlikDataConnection -Property' {
    BeforeEach {
        $script:subject = New-QlikDataConnection "subject $([guid]::NewGuid())" mssql -Space HR -Tag one -Property @{ host = 'h'; port = '1433'; database = 'd'; username = 'u'; password = (ConvertTo-Secret 'p') }
        Clear-ServerRequest $server
    }

    It 'changes what differs in one PATCH, and nothing else' {
        $after = Set-QlikDataConnection -Id $subject.Id -Property @{ DATABASE = 'd2'; port = 1433 } -PassThru
        @(Sent | Where-Object method -EQ PATCH).Count | Should -Be 1
        $after.ConnectionString | Should -Match 'db=d2;'
        (Property $subject).database | Should -Be 'd2'
        (Property $subject).host | Should -Be 'h'
    }

    It 'sends nothing when nothing changes' {
        $subject | Set-QlikDataConnection -Property @{ host = 'h'; port = '1433' }
        Sent | Where-Object method -NE GET | Should -BeNullOrEmpty
    }

    It 'needs no look at a connection that brings its properties along' {
        $detailed = Get-QlikDataConnection -Id $subject.Id -Detailed
        Clear-ServerRequest $server
        $detailed | Set-QlikDataConnection -Property @{ database = 'd3' }
        (Sent | Where-Object path -Like '*data-connections*').method | Should -Be 'PATCH'
    }

    It 'removes with $null and clears with an empty text' {
        $subject | Set-QlikDataConnection -Property @{ database = $null; port = '' }
        (Property $subject).Keys | Should -Not -Contain 'database'
        (Property $subject).port | Should -Be ''
    }

    It 'says old and new values under -WhatIf, secrets as asterisks, and sends nothing' {
        $run = Invoke-InRunspace -Variable @{ server = $server; id = $subject.Id; secret = (ConvertTo-Secret 'MARKER-31bd') } -Script @'
$null = Connect-QlikSession -Tenant $server.url -ApiKey (ConvertTo-SecureString $server.apiKey -AsPlainText -Force)
Set-QlikDataConnection -Id $id -Property @{ database = 'd2'; password = $secret } -Confirm:$false -Verbose
Set-QlikDataConnection -Id $id -Property @{ database = 'd4'; password = $secret } -WhatIf
'@
        $run.Error | Should -BeNullOrEmpty
        ($run.Verbose | Out-String) | Should -BeLike "*Set database 'd' -> 'd2', password -> '*'*"
        @(Sent | Where-Object method -EQ PATCH).Count | Should -Be 1
        foreach ($stream in $run.PSObject.Properties) { ($stream.Value | Out-String -Width 4096) | Should -Not -Match 'MARKER-31bd' }
    }

    It 'reports <what> as <id>' -ForEach @(
        @{ what = 'an unknown property'; id = 'QlikPropertyInvalid'; splat = @{ Property = @{ hosst = 'x' } } }
        @{ what = 'a new host without a login'; id = 'QlikPatchRefused'; splat = @{ Property = @{ host = 'x' } } }
        @{ what = 'a new statement without a login'; id = 'QlikPatchRefused'; splat = @{ ConnectionString = 'CUSTOM CONNECT TO "x=y"' } }
        @{ what = 'a statement and properties'; id = 'QlikPatchRefused'; splat = @{ ConnectionString = 'CUSTOM CONNECT TO "x=y"'; Property = @{ database = 'x' } } }
        @{ what = 'a password given twice'; id = 'QlikPropertyInvalid'; splat = @{ Property = @{ password = (ConvertTo-SecureString x -AsPlainText -Force) }; Credential = [pscredential]::new('u', (ConvertTo-SecureString x -AsPlainText -Force)) } }
        @{ what = 'a name that is taken'; id = 'QlikConflict'; splat = @{ NewName = 'Payroll'; Property = @{ database = 'x' } } }
    ) {
        $subject | Set-QlikDataConnection @splat -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be "$id,QlikConnections.Commands.SetQlikDataConnectionCommand"
        $problem.TargetObject.Id | Should -Be $subject.Id
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        (Property $subject).database | Should -Be 'd'
    }

    It 'ends at <what> with <id>, because it is wrong for every connection' -ForEach @(
        @{ what = 'a property given twice'; id = 'QlikInputInvalid'; splat = @{ Property = @{ separateCredentials = $true }; SeparateCredentials = $false } }
        @{ what = 'an unknown credential'; id = 'QlikCredentialNotFound'; splat = @{ CredentialId = [guid]::NewGuid() } }
        @{ what = 'an unknown credential among the properties'; id = 'QlikCredentialNotFound'; splat = @{ Property = @{ selectedCredentials = "$([guid]::NewGuid())" } } }
    ) {
        $problem = { $subject | Set-QlikDataConnection @splat } | Should -Throw -ErrorId "$id,*" -PassThru
        $problem.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        (Property $subject).database | Should -Be 'd'
    }

    It 'takes properties from the columns of a CSV' {
        $file = Join-Path $TestDrive 'rows.csv'
        [pscustomobject]@{ Id = $subject.Id; database = 'from csv' } | Export-Csv $file
        Import-Csv $file | Set-QlikDataConnection -Property { @{ database = $_.database } }
        (Property $subject).database | Should -Be 'from csv'
        Import-Csv $file | ForEach-Object { Set-QlikDataConnection -Id $_.Id -Property @{ database = "$($_.database) 2" } }
        (Property $subject).database | Should -Be 'from csv 2'
    }

    It 'warns before a new host detaches separate credentials, also under -WhatIf' {
        $subject | Set-QlikDataConnection -SeparateCredentials $true -CredentialName "own $($subject.Id)"
        (Get-QlikDataConnection -Id $subject.Id).SeparateCredentials | Should -BeTrue
        Clear-ServerRequest $server
        Set-QlikDataConnection -Id $subject.Id -Property @{ host = 'h2' } -WhatIf -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -HaveCount 1
        Sent | Where-Object method -EQ PATCH | Should -BeNullOrEmpty
        Set-QlikDataConnection -Id $subject.Id -Property @{ host = 'h2' } -WarningAction SilentlyContinue
        (Get-QlikDataConnection -Id $subject.Id).CredentialId | Should -BeNullOrEmpty
    }

    It 'emits the credential that a first login makes' {
        $open = New-QlikDataConnection "open $([guid]::NewGuid())" mssql -Space HR -Property @{ host = 'h' }
        $open.CredentialId | Should -BeNullOrEmpty
        ($open | Set-QlikDataConnection -Credential (Login) -PassThru).CredentialId | Should -Be (Get-QlikDataConnection -Id $open.Id).CredentialId
        (Get-QlikDataConnection -Id $open.Id).CredentialId | Should -Not -BeNullOrEmpty
    }

    It 'takes an object of JSON for the table' {
        Set-QlikDataConnection -Id $subject.Id -Property ('{ "database": "from JSON" }' | ConvertFrom-Json)
        (Property $subject).database | Should -Be 'from JSON'
        [pscustomobject]@{ Id = "$($subject.Id)"; Property = 'database=x'; AddTag = 'never' } | Set-QlikDataConnection -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError,*'
        (Get-QlikDataConnection -Id $subject.Id).Tags | Should -Not -Contain 'never'
    }

    It 'links another credential set' {
        $id = (Get-QlikDataConnection Directory).CredentialId
        ($subject | Set-QlikDataConnection -CredentialId $id -PassThru).CredentialId | Should -Be $id
        (Get-QlikDataCredential -Id $id).ConnectionCount | Should -Be 2
    }

    It 'puts the connection''s own secret and keeps space and tags' {
        $subject | Set-QlikDataConnection -ConnectionSecret (ConvertTo-Secret 's')
        $after = Get-QlikDataConnection -Id $subject.Id
        $after.SpaceName | Should -Be 'HR'
        $after.Tags | Should -Contain 'one'
        $subject | Set-QlikDataConnection -ClearConnectionSecret
        (Get-QlikDataConnection -Id $subject.Id).SpaceName | Should -Be 'HR'
        { $subject | Set-QlikDataConnection -ClearConnectionSecret -ConnectionSecret (ConvertTo-Secret 's') } | Should -Throw -ErrorId 'QlikInputInvalid,*'
    }

    It 'takes no plain text for ConnectionSecret' {
        try { $subject | Set-QlikDataConnection -ConnectionSecret 'MARKER-31bd' -ErrorAction Stop; $problem = $null } catch { $problem = $_ }
        $problem.FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentTransformationError*'
        ($problem | Format-List * -Force | Out-String) | Should -Not -Match 'MARKER-31bd'
    }
}

Describe 'Rotating logins' {
    It 'costs one PATCH for each connection and one specification for each source' {
        $null = Connect-Server $server -Name rotation # a session that has read no specification yet
        $rows = Get-QlikDataConnection -Session rotation | Where-Object { $_.DataSourceId -in 'mssql', 'snowflake', 'rest' }
        $sources = @($rows.DataSourceId | Select-Object -Unique).Count
        Clear-ServerRequest $server
        $rows | Set-QlikDataConnection -Credential (Login) -ThrottleLimit 8
        @(Sent | Where-Object method -EQ PATCH).Count | Should -Be $rows.Count
        @(Sent | Where-Object path -Like '*api-specs*').Count | Should -Be $sources
        @(Sent).Count | Should -Be ($rows.Count + $sources)
    }

    It 'goes on after one that takes no login' {
        'Org chart', 'Payroll' | Set-QlikDataConnection -Credential (Login) -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -BeLike 'QlikPropertyInvalid,*'
        $problem.TargetObject | Should -Be 'Org chart'
    }
}

Describe 'On a client-managed site' {
    It 'refuses <name> and names the alternative' -ForEach @(
        @{ name = '-Property'; splat = @{ Property = @{ host = 'x' } } }
        @{ name = '-SeparateCredentials'; splat = @{ SeparateCredentials = $true } }
        @{ name = '-ClearConnectionSecret'; splat = @{ ClearConnectionSecret = $true } }
        @{ name = '-AuthCode'; splat = @{ AuthCode = (ConvertTo-SecureString x -AsPlainText -Force) } }
    ) {
        $null = Connect-QlikSession -Sandbox Repository -Name site
        $problem = { Set-QlikDataConnection CRM -Session site @splat } | Should -Throw -ErrorId 'QlikNotSupported,*' -PassThru
        $problem.ErrorDetails.RecommendedAction | Should -BeLike '*-ConnectionString*'
    }
}
